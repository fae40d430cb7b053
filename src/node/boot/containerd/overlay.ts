import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { CommandError } from '../../../exec/run.js';
import type { World } from '../world.js';

/**
 * Whether the kernel mounts an overlay with this lower directory and a writable layer under /var, where containerd
 * has its own: tried, because no version number tells. An overlay on an overlay on an overlay is refused, and so is
 * one in a user namespace by older kernels.
 *
 * @param lower absolute path
 */
export async function canOverlay(world: World, lower: string): Promise<boolean> {
  const varLib = world.path('/var/lib');
  mkdirSync(varLib, { recursive: true });
  const scratch = mkdtempSync(`${varLib}/overlay-trial-`);
  try {
    const [upper, work, merged] = ['upper', 'work', 'merged'].map((name) => `${scratch}/${name}`) as [
      string,
      string,
      string,
    ];
    for (const directory of [upper, work, merged]) mkdirSync(directory);
    const options = `lowerdir=${world.path(lower)},upperdir=${upper},workdir=${work}`;
    await world.run(['mount', '-t', 'overlay', 'overlay', '-o', options, merged]);
    await world.run(['umount', merged]);
    return true;
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
