import { wrapError } from '../../errors.js';
import type { CreateContext } from '../context.js';
import { skipPhaseArguments } from './skip-phases.js';

/** Makes a node a member of the cluster: `kubeadm join` with the configuration written before. */
export async function kubeadmJoin(
  { engine, progress, cluster }: CreateContext,
  node: string,
  kubernetesVersion: string,
  signal: AbortSignal,
): Promise<void> {
  const skip = skipPhaseArguments(kubernetesVersion, 'join', cluster.networking.kubeProxyMode);
  try {
    const command = ['kubeadm', 'join', '--config', '/kind/kubeadm.conf', '--v=6', ...skip];
    const { stdout, stderr } = await engine.exec(node, command, { signal });
    progress.log(stdout + stderr, 3);
  } catch (error) {
    throw wrapError(error, `failed to join node with kubeadm: node "${node}"`);
  }
}
