import type { Invocation } from '../../command.js';
import { clusterName, kubeconfigOptions } from '../../common-flags.js';
import { connect } from '../../connect.js';
import { goQuote } from '../../go-quote.js';

/** `kind delete cluster` */
export async function run(invocation: Invocation): Promise<void> {
  const { library, base } = await connect(invocation);
  const name = clusterName(invocation);
  invocation.progress.log(`Deleting cluster ${goQuote(name)} ...`);
  await library.deleteCluster({ ...base, ...kubeconfigOptions(invocation), name });
}
