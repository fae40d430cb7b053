import { setTimeout as elapsed } from 'node:timers/promises';
import type { Bench } from '../bench.js';
import { secondsToReady, withCluster } from '../cluster.js';
import type { ScalePoint } from '../record/run.js';
import { memoryOf } from './memory.js';

/**
 * Time and memory of our clusters of one control plane and workers.
 *
 * @param nodes how many nodes the cluster has
 * @param settle seconds from Ready until memory is measured
 */
export async function scalePoint(bench: Bench, nodes: number, settle: number): Promise<ScalePoint> {
  const { engine, signal } = bench;
  return await withCluster(
    bench,
    'ours',
    { controlPlanes: 1, workers: nodes - 1 },
    ['--wait', '10m'],
    async (cluster) => {
      const seconds = await secondsToReady(cluster, signal);
      await elapsed(settle * 1000, undefined, { signal });
      return { nodes, seconds, megabytes: await memoryOf(engine.name, cluster.nodes) };
    },
  );
}
