import { readText } from '../../boot/files.js';
import type { World } from '../../boot/world.js';

/**
 * Gives the node its static address, as one more of the interface that leads outside: whatever address the engine has
 * given the container, the cluster knows its node by this one.
 *
 * @param address IPv4
 */
export async function addStaticAddress(world: World, address: string): Promise<void> {
  const device = outwardInterface(readText(world, '/proc/net/route') ?? '', Object.keys(world.interfaces()));
  await world.run(['ip', 'address', 'replace', `${address}/32`, 'dev', device]);
}

/**
 * The interface of the default route, else the first that is not the loopback one, else that.
 *
 * @param routes text of /proc/net/route
 * @param interfaces all names
 */
export function outwardInterface(routes: string, interfaces: readonly string[]): string {
  const lines = routes.split('\n').slice(1);
  const standard = lines.map((line) => line.split(/\s+/)).find(([, destination]) => destination === '00000000');
  return standard?.[0] ?? interfaces.find((name) => name !== 'lo') ?? 'lo';
}
