import type { ClusterNode } from '../nodes.js';
import type { Run } from '../run.js';
import type { Settings } from '../settings.js';
import { planRoutes } from './plan.js';
import { parseRoutes } from './route.js';

/**
 * Brings the kernel's routes to the pods of other nodes up to date.
 *
 * @returns the changes made, as `ip` commands
 * @throws {CommandError} when the kernel refuses one; the others are made nevertheless
 */
export async function syncRoutes(run: Run, settings: Settings, nodes: readonly ClusterNode[]): Promise<string[]> {
  const made: string[] = [];
  for (const family of settings.families) {
    const version = family === 'ipv4' ? '-4' : '-6';
    const shown = await run(['ip', version, '-json', 'route', 'show']);
    const changes = planRoutes({ nodes, hostIp: settings.hostIp, family, current: parseRoutes(shown.stdout) });
    if (changes.length === 0) continue;
    await run(['ip', version, '-force', '-batch', '-'], { stdin: `${changes.join('\n')}\n` });
    made.push(...changes);
  }
  return made;
}
