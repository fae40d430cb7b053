import type { Bench } from '../bench.js';
import { secondsToReady, withCluster } from '../cluster.js';
import type { ScalePoint } from '../record/run.js';
import { idleMemory } from './memory.js';

/**
 * Time and memory of a cluster of ours with one control plane and workers.
 *
 * @param nodes how many nodes the cluster has
 * @param settle seconds from Ready until memory is measured
 */
export async function scalePoint(bench: Bench, nodes: number, settle: number): Promise<ScalePoint> {
  const { engine, signal } = bench;
  const topology = { controlPlanes: 1, workers: nodes - 1 };
  return await withCluster(bench, 'ours', topology, ['--wait', '10m'], async (cluster) => {
    const seconds = await secondsToReady(cluster, signal);
    return { nodes, seconds, megabytes: await idleMemory(engine.name, cluster.nodes, settle, signal) };
  });
}
