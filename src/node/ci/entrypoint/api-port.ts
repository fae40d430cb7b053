import { API_SERVER_PORT } from '../../../config/names.js';
import type { World } from '../../boot/world.js';
import { PUBLISHED_API_PORT } from '../http/api-host.js';

/**
 * Lets the API server be reached on port 8443 of the container as well (spec §10.1): from outside, and from the
 * container itself. Static pods and kubeconfigs keep kubeadm's port. Needed at every start, because the container's
 * network is new then.
 */
export async function publishApiPort(world: World): Promise<void> {
  const redirect = ['-j', 'REDIRECT', '--to-ports', String(API_SERVER_PORT)];
  const port = ['-p', 'tcp', '--dport', String(PUBLISHED_API_PORT), '-m', 'addrtype', '--dst-type', 'LOCAL'];
  for (const chain of ['PREROUTING', 'OUTPUT']) {
    await world.run(['iptables', '--wait', '-t', 'nat', '-A', chain, ...port, ...redirect]);
  }
}
