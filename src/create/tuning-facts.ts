import type { TuningFacts } from '../kubeadm/tuning.js';
import type { CreateContext } from './context.js';

/** What this cluster is tuned for. */
export function tuningFacts({ cluster, info }: Pick<CreateContext, 'cluster' | 'info'>): TuningFacts {
  const controlPlanes = cluster.nodes.filter(({ role }) => role === 'control-plane').length;
  return { controlPlanes, cgroupVersion: info.cgroupVersion };
}
