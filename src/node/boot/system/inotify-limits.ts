import { writeFileSync } from 'node:fs';
import { readText } from '../files.js';
import type { World } from '../world.js';

/**
 * What the nodes of some clusters need together: all containers of a user share the kernel's limits. A node takes about
 * twenty instances, and the kernel's default of 128 leaves the kubelets of the fourth or fifth node ending with "too
 * many open files".
 */
const LIMITS: Readonly<Record<string, number>> = {
  max_user_instances: 1024,
  max_user_watches: 524_288,
};

/** Raises the kernel's limits of inotify where they are lower; they hold for the whole machine. */
export function raiseInotifyLimits(world: World): void {
  for (const [name, wanted] of Object.entries(LIMITS)) {
    const path = `/proc/sys/fs/inotify/${name}`;
    const current = Number(readText(world, path) ?? Number.NaN);
    if (!(current < wanted)) continue;
    try {
      writeFileSync(world.path(path), `${wanted}\n`);
      world.log('INFO', `raised fs.inotify.${name} from ${current} to ${wanted}`);
    } catch {
      const hint = `sysctl fs.inotify.${name}=${wanted}`;
      world.log('WARN', `fs.inotify.${name} is ${current}, which may be too low for several nodes: ${hint}`);
    }
  }
}
