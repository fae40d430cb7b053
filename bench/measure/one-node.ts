import { secondsToReady, withCluster } from '../cluster.js';
import { childProcessorSeconds } from '../node/usage.js';
import type { RowName } from '../options.js';
import type { RowHead } from '../record/run.js';
import { CPU, nodeProcessorSeconds } from './cpu.js';
import { deletion } from './delete.js';
import { disk } from './disk.js';
import type { Measurement, Values } from './measurement.js';
import { memory } from './memory.js';

const READY: RowHead = {
  id: 'one-node',
  what: 'create cluster, one node, to node Ready',
  unit: 's',
  goal: { ratio: 0.25 },
};

/**
 * What clusters of one node tell, each all of it.
 *
 * @param settle seconds from Ready until memory is measured
 */
export function oneNode(wanted: ReadonlySet<RowName>, settle: number): Measurement {
  const probes = [disk, memory(settle), deletion].filter(({ name }) => wanted.has(name));
  const heads = [READY, CPU].filter(({ id }) => wanted.has(id as RowName));
  return {
    rows: [...heads, ...probes.flatMap(({ rows }) => rows)],
    async measure(bench, side) {
      const before = childProcessorSeconds();
      return await withCluster(bench, side, { controlPlanes: 1, workers: 0 }, ['--wait', '5m'], async (cluster) => {
        const seconds = await secondsToReady(cluster, bench.signal);
        const command = childProcessorSeconds() - before;
        const cpu = command + (await nodeProcessorSeconds(bench.engine.name, cluster.nodes));
        let values: Values = { [READY.id]: seconds, [CPU.id]: cpu };
        for (const probe of probes) values = { ...values, ...(await probe.measure(bench, cluster)) };
        return values;
      });
    },
  };
}
