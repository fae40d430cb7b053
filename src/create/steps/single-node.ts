import { wrapError } from '../../errors.js';
import { controlPlaneTaints } from '../../version/features.js';
import { parseSemanticVersion } from '../../version/version.js';
import type { CreateContext } from '../context.js';
import { kubectl } from './kubectl.js';

/** Lets a cluster's only node run workloads and receive load balancer traffic. */
export async function openControlPlane(
  context: CreateContext,
  node: string,
  kubernetesVersion: string,
  signal: AbortSignal,
): Promise<void> {
  const taints = controlPlaneTaints(parseSemanticVersion(kubernetesVersion)).map((taint) => `${taint}-`);
  const label = 'node.kubernetes.io/exclude-from-external-load-balancers-';
  await Promise.all([
    kubectl(context, node, ['taint', 'nodes', '--all', ...taints], signal).catch((error) => {
      throw wrapError(error, 'failed to remove control plane taint');
    }),
    kubectl(context, node, ['label', 'nodes', '--all', label], signal).catch((error) => {
      throw wrapError(error, 'failed to remove control plane load balancer label');
    }),
  ]);
}
