import { setTimeout as elapsed } from 'node:timers/promises';
import type { EngineName } from '../../src/engine/engine.js';
import { cgroupOf } from '../node/cgroups.js';
import { filesOf, workingSet } from '../node/usage.js';
import type { Probe } from './probe.js';

/** @param settle seconds for which the cluster is left alone first */
export function memory(settle: number): Probe {
  return {
    name: 'memory',
    rows: [
      {
        id: 'memory',
        what: 'memory of an idle one-node cluster',
        unit: 'MB',
        goal: { ratio: 0.7 },
        note: `working set of the node's cgroup, ${settle} s after Ready`,
      },
    ],
    async measure({ engine, signal }, { nodes }) {
      return { memory: await idleMemory(engine.name, nodes, settle, signal) };
    },
  };
}

/**
 * MB of the working sets of nodes, all together, when they have been left alone for some time.
 *
 * @param settle seconds
 */
export async function idleMemory(
  engine: EngineName,
  nodes: readonly string[],
  settle: number,
  signal: AbortSignal,
): Promise<number> {
  await elapsed(settle * 1000, undefined, { signal });
  let megabytes = 0;
  for (const node of nodes) {
    const cgroup = await cgroupOf(engine, node, 'memory');
    megabytes += workingSet(cgroup.version, filesOf(cgroup));
  }
  return megabytes;
}
