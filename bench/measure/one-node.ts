import { setTimeout as elapsed } from 'node:timers/promises';
import { eventually } from '../../test/support/eventually.js';
import type { Bench } from '../bench.js';
import { type BenchCluster, NAME, secondsToReady, withCluster } from '../cluster.js';
import { cgroupOf } from '../node/cgroups.js';
import { megabytesWritten } from '../node/disk.js';
import { childProcessorSeconds, filesOf, processorSeconds } from '../node/usage.js';
import type { RowName } from '../options.js';
import type { RowHead } from '../record/run.js';
import type { Measurement } from './measurement.js';
import { memoryOf } from './memory.js';

/** The rows that a cluster of one node tells, in the order in which it does. */
const ROWS = (settle: number): RowHead[] => [
  { id: 'one-node', what: 'create cluster, one node, to node Ready', unit: 's', goal: { ratio: 0.25 } },
  {
    id: 'cpu',
    what: 'CPU seconds until Ready, one node',
    unit: 's',
    goal: { ratio: 0.5 },
    note: "of the command's processes and those it waits for, and of the node's cgroup; daemons of the engine do not count",
  },
  {
    id: 'disk',
    what: 'disk written by creating a node',
    unit: 'MB',
    goal: { most: 20 },
    note: "allocated blocks of the container's writable layer and its /var, when the node is Ready; not those of files that are hard links to an image's",
  },
  {
    id: 'memory',
    what: 'memory of an idle one-node cluster',
    unit: 'MB',
    goal: { ratio: 0.7 },
    note: `working set of the node's cgroup, ${settle} s after Ready`,
  },
  { id: 'delete', what: 'delete cluster, one node', unit: 's', goal: { ratio: 0.5 } },
];

/** @param settle seconds from Ready until memory is measured */
export function oneNode(wanted: ReadonlySet<RowName>, settle: number): Measurement {
  const rows = ROWS(settle).filter(({ id }) => wanted.has(id as RowName));
  const probes: Readonly<Record<string, (bench: Bench, cluster: BenchCluster) => Promise<number>>> = {
    disk: ({ engine }) => megabytesWritten(engine.name, `${NAME}-control-plane`),
    memory: async ({ engine, signal }, { nodes }) => {
      // What is measured is a cluster that has been left alone for so long.
      await elapsed(settle * 1000, undefined, { signal });
      return await memoryOf(engine.name, nodes);
    },
    delete: async (_, { user }) => {
      const began = performance.now();
      await eventually(() => user.mustKind(['delete', 'cluster', '--name', NAME]));
      return (performance.now() - began) / 1000;
    },
  };
  return {
    rows,
    async measure(bench, side) {
      const before = childProcessorSeconds();
      return await withCluster(bench, side, { controlPlanes: 1, workers: 0 }, ['--wait', '5m'], async (cluster) => {
        const values: Record<string, number> = { 'one-node': await secondsToReady(cluster, bench.signal) };
        const command = childProcessorSeconds() - before;
        values.cpu = command + (await nodeProcessorSeconds(bench, cluster.nodes));
        for (const { id } of rows) {
          const probe = probes[id];
          if (probe) values[id] = await probe(bench, cluster);
        }
        return values;
      });
    },
  };
}

async function nodeProcessorSeconds({ engine }: Bench, nodes: readonly string[]): Promise<number> {
  let seconds = 0;
  for (const node of nodes) {
    const cgroup = await cgroupOf(engine.name, node, 'cpuacct');
    seconds += processorSeconds(cgroup.version, filesOf(cgroup));
  }
  return seconds;
}
