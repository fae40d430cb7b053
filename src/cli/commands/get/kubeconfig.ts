import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { clusterName } from '../../flags/common-flags.js';
import { printLines } from '../../text/print.js';

/** `kind get kubeconfig` */
export async function run(invocation: Invocation): Promise<void> {
  const { library, base } = await connect(invocation);
  const internal = invocation.flags.bool('internal');
  const kubeconfig = await library.getKubeconfig({ ...base, name: clusterName(invocation), internal });
  printLines(invocation.context, [kubeconfig]);
}
