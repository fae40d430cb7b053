import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { clusterName, kubeconfigOptions } from '../../flags/common-flags.js';
import { goQuote } from '../../text/go-quote.js';

/** `kind delete cluster` */
export async function run(invocation: Invocation): Promise<void> {
  const { library, base } = await connect(invocation);
  const name = clusterName(invocation);
  invocation.progress.log(`Deleting cluster ${goQuote(name)} ...`);
  await library.deleteCluster({ ...base, ...kubeconfigOptions(invocation), name });
}
