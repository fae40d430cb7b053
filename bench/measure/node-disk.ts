import { secondsToReady, withCluster } from '../cluster.js';
import { diskUse } from '../node/disk.js';
import type { Measurement } from './measurement.js';

const ROLES = ['control-plane', 'worker', 'worker2'] as const;

/** What each node of a control plane with two workers has on disk, when all are Ready. The row `disk` tells of one node. */
export function nodeDisk(): Measurement {
  return {
    rows: ROLES.map((role) => ({
      id: `disk-${role}`,
      what: `disk written by creating 1+2 nodes: ${role}`,
      unit: 'MB',
      note: "allocated blocks of the container's writable layer and its /var, as with one node",
    })),
    async measure(bench, side) {
      const topology = { controlPlanes: 1, workers: 2 };
      return await withCluster(bench, side, topology, ['--wait', '5m'], async (cluster) => {
        await secondsToReady(cluster, bench.signal);
        const values: Record<string, number> = {};
        for (const [index, role] of ROLES.entries()) {
          const { allocated } = await diskUse(bench.engine.name, cluster.nodes[index] ?? '');
          values[`disk-${role}`] = allocated;
        }
        return values;
      });
    },
  };
}
