import { BOOTSTRAP_TOKEN } from '../../kubeadm/input.js';
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
  const signature = `{.data.jws-kubeconfig-${BOOTSTRAP_TOKEN.split('.')[0]}}`;
  const args = [`--for=jsonpath=${signature}`, '--namespace=kube-public', 'configmap/cluster-info'];
  await kubectlWait(context, node, kubernetesVersion, args, 'the signature of the cluster-info ConfigMap', signal);
}
