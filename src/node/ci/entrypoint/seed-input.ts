import type { SeedInput } from '../../../seed/input.js';
import { SEED_SERVICE_SUBNET } from '../../../seed/seed.js';
import type { Settings } from '../settings.js';

/** The name of cluster and node are the same in every container: programs in it never meet another one. */
export const CLUSTER_NAME = 'kind';
export const NODE_NAME = 'kind-control-plane';

/** The cluster of one node in this container. The API server has no name that other nodes could know. */
export function ciSeedInput(
  settings: Pick<Settings, 'staticIp' | 'podSubnet' | 'podCidr'>,
  cgroupVersion: 1 | 2,
): SeedInput {
  const { staticIp, podSubnet, podCidr } = settings;
  return {
    clusterName: CLUSTER_NAME,
    endpoint: 'localhost:6443',
    apiServerAddress: '127.0.0.1',
    podSubnet,
    tuning: { controlPlanes: 1, cgroupVersion },
    nodes: [
      {
        name: NODE_NAME,
        address: staticIp,
        controlPlane: true,
        labels: {},
        providerID: `kind://ci/${CLUSTER_NAME}/${NODE_NAME}`,
        podCIDRs: [podCidr],
      },
    ],
    first: NODE_NAME,
    others: [],
  };
}

/** The part of addresses that all Services of a seed have. */
const SEED_PREFIX = prefixOf(SEED_SERVICE_SUBNET);
const SEED_ADDRESS = new RegExp(`(?<![\\d.])${SEED_PREFIX.replaceAll('.', '\\.')}(?=\\d+\\.\\d+)`, 'g');

/**
 * Moves the addresses of Services in a seed's text to another subnet.
 *
 * @param subnet of 65,536 addresses, as the seed's
 */
export function withServiceSubnet(text: string, subnet: string): string {
  return text.replace(SEED_ADDRESS, prefixOf(subnet));
}

/** `10.96.` of `10.96.0.0/16`. */
function prefixOf(subnet: string): string {
  return subnet.replace(/\d+\.\d+\/16$/, '');
}
