import { parseMountinfo } from '../../boot/facts/mountinfo.js';
import { readText } from '../../boot/files.js';
import type { World } from '../../boot/world.js';

/** What nodes have in memory; `create cluster` asks the engine for it, users of the CI image need not. */
const DIRECTORIES: Readonly<Record<string, string>> = {
  '/run': 'mode=755,nosuid,nodev',
  '/tmp': 'mode=1777,nosuid,nodev',
};

/** Options of a mount that keep programs and devices of containers from working. */
const RESTRICTIONS = ['nosuid', 'nodev', 'noexec'];

/**
 * Gives the node empty file systems in memory at /run and /tmp, where the engine has not, and takes restrictions from
 * the volume that containers will be in: podman's volumes of images have some.
 */
export async function mountDirectories(world: World): Promise<void> {
  const text = readText(world, '/proc/self/mountinfo') ?? '';
  const mounts = parseMountinfo(text);
  for (const [point, options] of Object.entries(DIRECTORIES)) {
    if (mounts.some((mount) => mount.point === point && mount.type === 'tmpfs')) continue;
    await world.run(['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', point]);
  }
  const lifted = RESTRICTIONS.filter((option) => optionsOf('/var', text).includes(option));
  if (lifted.length === 0) return;
  const allowed = lifted.map((option) => option.slice('no'.length));
  await world.run(['mount', '-o', ['remount', 'bind', ...allowed].join(','), '/var']);
}

/**
 * The options of the mount at a place, as against those of its file system.
 *
 * @param mountinfo text of /proc/self/mountinfo
 */
function optionsOf(point: string, mountinfo: string): string[] {
  const fields = mountinfo.split('\n').map((line) => line.split(' '));
  return fields.findLast(([, , , , place]) => place === point)?.[5]?.split(',') ?? [];
}
