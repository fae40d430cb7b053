import type { EngineName } from '../../src/engine/engine.js';
import { cgroupOf } from '../node/cgroups.js';
import { filesOf, workingSet } from '../node/usage.js';

/** MB of the working sets of nodes, all together. */
export async function memoryOf(engine: EngineName, nodes: readonly string[]): Promise<number> {
  let megabytes = 0;
  for (const node of nodes) {
    const cgroup = await cgroupOf(engine, node, 'memory');
    megabytes += workingSet(cgroup.version, filesOf(cgroup));
  }
  return megabytes;
}
