import type { EngineName } from '../../src/engine/engine.js';
import { cgroupOf } from '../node/cgroups.js';
import { filesOf, processorSeconds } from '../node/usage.js';
import type { RowHead } from '../record/run.js';

export const CPU: RowHead = {
  id: 'cpu',
  what: 'CPU seconds until Ready, one node',
  unit: 's',
  goal: { ratio: 0.5 },
  note: "of the command's processes and those it waits for, and of the node's cgroup; daemons of the engine do not count",
};

/** Seconds of processor time that nodes have had since their containers began. */
export async function nodeProcessorSeconds(engine: EngineName, nodes: readonly string[]): Promise<number> {
  let seconds = 0;
  for (const node of nodes) {
    const cgroup = await cgroupOf(engine, node, 'cpuacct');
    seconds += processorSeconds(cgroup.version, filesOf(cgroup));
  }
  return seconds;
}
