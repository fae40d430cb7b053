import { BOOTSTRAP_TOKEN } from '../../kubeadm/input.js';
import { signatureField } from '../../seed/cluster-info-signature.js';
import type { CreateContext } from '../context.js';
import { kubectlWait } from './kubectl-wait.js';

/**
 * Waits until the controller manager has signed the `cluster-info` ConfigMap with the bootstrap token. A `kubeadm
 * join` that finds it unsigned asks again only five seconds later.
 */
export async function waitForClusterInfo(
  context: CreateContext,
  node: string,
  kubernetesVersion: string,
  signal: AbortSignal,
): Promise<void> {
  const signature = `{.data.${signatureField(BOOTSTRAP_TOKEN)}}`;
  const args = [`--for=jsonpath=${signature}`, '--namespace=kube-public', 'configmap/cluster-info'];
  await kubectlWait(context, node, kubernetesVersion, args, 'the signature of the cluster-info ConfigMap', signal);
}
