import type { KubeProxyMode } from '../../config/v1alpha4.js';
import { skipsPhasesByArguments } from '../../version/features.js';
import { parseGenericVersion } from '../../version/version.js';

/** The arguments that make an old kubeadm skip phases; newer ones read them in their configuration. */
export function skipPhaseArguments(
  kubernetesVersion: string,
  command: 'init' | 'join',
  kubeProxyMode: KubeProxyMode,
): string[] {
  if (!skipsPhasesByArguments(parseGenericVersion(kubernetesVersion))) return [];
  const withoutProxy = command === 'init' && kubeProxyMode === 'none';
  return [`--skip-phases=preflight${withoutProxy ? ',addon/kube-proxy' : ''}`];
}
