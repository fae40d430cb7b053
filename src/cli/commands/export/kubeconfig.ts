import type { Invocation } from '../../command.js';
import { connect } from '../../connect.js';
import { clusterName, kubeconfigOptions } from '../../flags/common-flags.js';

/** `kind export kubeconfig` */
export async function run(invocation: Invocation): Promise<void> {
  const { library, base } = await connect(invocation);
  const { context } = await library.exportKubeconfig({
    ...base,
    ...kubeconfigOptions(invocation),
    name: clusterName(invocation),
    internal: invocation.flags.bool('internal'),
  });
  invocation.progress.log(`Set kubectl context to "${context}"`);
}
