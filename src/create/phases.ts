import type { ValidCluster } from '../config/valid.js';
import { formatSeconds } from '../duration.js';

/** What the user sees of a create, in this order: kind's wording. */
export const PHASES = {
  nodes: (cluster: ValidCluster) => `Preparing nodes ${'📦 '.repeat(cluster.nodes.length)}`,
  image: (image: string) => `Ensuring node image (${image.split('@sha256')[0]}) 🖼️`,
  configuration: 'Writing configuration 📜',
  controlPlane: 'Starting control-plane 🕹️',
  cni: 'Installing CNI 🔌',
  storage: 'Installing StorageClass 💾',
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
    PHASES.configuration,
    PHASES.controlPlane,
    PHASES.cni,
    PHASES.storage,
    PHASES.workers,
    PHASES.wait(wait),
  ];
}
