import { parseMountinfo } from '../../boot/facts/mountinfo.js';
import { readText } from '../../boot/files.js';
import type { World } from '../../boot/world.js';

/** What nodes have in memory; `create cluster` asks the engine for it, users of the CI image need not. */
const DIRECTORIES: Readonly<Record<string, string>> = {
  '/run': 'mode=755,nosuid,nodev',
  '/tmp': 'mode=1777,nosuid,nodev',
};

/** Gives the node empty file systems in memory at /run and /tmp, where the engine has not. */
export async function mountRunDirectories(world: World): Promise<void> {
  const mounts = parseMountinfo(readText(world, '/proc/self/mountinfo') ?? '');
  for (const [point, options] of Object.entries(DIRECTORIES)) {
    if (mounts.some((mount) => mount.point === point && mount.type === 'tmpfs')) continue;
    await world.run(['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', point]);
  }
}
