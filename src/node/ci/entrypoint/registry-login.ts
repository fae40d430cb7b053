import { rmSync } from 'node:fs';
import { writeText } from '../../boot/files.js';
import type { World } from '../../boot/world.js';
import type { RegistryLogin } from '../settings.js';

/** Where the kubelet looks for the node's own logins to registries, in the format of Docker's configuration. */
const KUBELET_LOGINS = '/var/lib/kubelet/config.json';

/** Lets the kubelet pull with a login; without one, a login of an earlier start is forgotten. */
export function writeRegistryLogin(world: World, login: RegistryLogin | undefined): void {
  rmSync(world.path(KUBELET_LOGINS), { force: true });
  if (login === undefined) return;
  const auth = Buffer.from(`${login.user}:${login.password}`).toString('base64');
  writeText(world, KUBELET_LOGINS, `${JSON.stringify({ auths: { [login.registry]: { auth } } })}\n`, 0o600);
}
