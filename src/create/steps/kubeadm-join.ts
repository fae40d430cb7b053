import { wrapError } from '../../errors.js';
import type { CreateContext } from '../context.js';
import { kubectlWait } from './kubectl-wait.js';
import { skipPhaseArguments } from './skip-phases.js';

/**
 * Makes a node a member of the cluster: `kubeadm join` with the configuration written before. kubeadm ends when the
 * kubelet has its certificate; the node is there a moment later, and is waited for.
 *
 * @param controlPlane the node whose kubectl is used
 */
export async function kubeadmJoin(
  context: CreateContext,
  node: string,
  controlPlane: string,
  kubernetesVersion: string,
  signal: AbortSignal,
): Promise<void> {
  const { engine, progress, cluster } = context;
  const skip = skipPhaseArguments(kubernetesVersion, 'join', cluster.networking.kubeProxyMode);
  try {
    const command = ['kubeadm', 'join', '--config', '/kind/kubeadm.conf', '--v=6', ...skip];
    const { stdout, stderr } = await engine.exec(node, command, { signal });
    progress.log(stdout + stderr, 3);
  } catch (error) {
    throw wrapError(error, `failed to join node with kubeadm: node "${node}"`);
  }
  // One kubectl for each node: given several that are not there yet, it fails at once.
  const args = ['--for=create', `node/${node}`];
  await kubectlWait(context, controlPlane, kubernetesVersion, args, `node "${node}" to register`, signal);
}
