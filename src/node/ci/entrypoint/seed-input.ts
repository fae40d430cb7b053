import type { SeedInput } from '../../../seed/input.js';
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
        controlPlane: true,
        labels: {},
        providerID: `kind://ci/${CLUSTER_NAME}/${NODE_NAME}`,
        podCIDRs: [podCidr],
      },
    ],
    first: NODE_NAME,
    address: staticIp,
  };
}
