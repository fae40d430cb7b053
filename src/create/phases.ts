import type { ValidCluster } from '../config/valid.js';
import { formatSeconds } from '../duration.js';

/** What the user sees of a create, in this order: kind's wording. */
export const PHASES = {
  nodes: (cluster: ValidCluster) => `Preparing nodes ${'📦 '.repeat(cluster.nodes.length)}`,
  image: (image: string) => `Ensuring node image (${image.split('@sha256')[0]}) 🖼️`,
  loadBalancer: 'Configuring the external load balancer ⚖️',
  configuration: 'Writing configuration 📜',
  controlPlane: 'Starting control-plane 🕹️',
  cni: 'Installing CNI 🔌',
  storage: 'Installing StorageClass 💾',
  controlPlanes: 'Joining more control-plane nodes 🎮',
  workers: 'Joining worker nodes 🚜',
  wait: (timeout: number) => `Waiting ≤ ${formatSeconds(timeout)} for control-plane = Ready ⏳`,
} as const;

/** The distinct node images, sorted. */
export function distinctImages(cluster: ValidCluster): string[] {
  return [...new Set(cluster.nodes.map(({ image }) => image))].sort();
}

/** @param wait milliseconds, 0: no waiting */
export function phaseOrder(cluster: ValidCluster, wait: number): string[] {
  return [
    ...distinctImages(cluster).map(PHASES.image),
    PHASES.nodes(cluster),
    PHASES.loadBalancer,
    PHASES.configuration,
    PHASES.controlPlane,
    PHASES.cni,
    PHASES.storage,
    PHASES.controlPlanes,
    PHASES.workers,
    PHASES.wait(wait),
  ];
}
