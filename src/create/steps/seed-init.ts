import type { SeedInput } from '../../seed/input.js';
import { SEED_COMMAND } from '../../seed/seed.js';
import type { CreateContext } from '../context.js';
import { podSubnetsOf } from '../pod-subnets.js';
import { nodesFromSeed } from '../seeded.js';
import { tuningFacts } from '../tuning-facts.js';
import { execInStages } from './exec-in-stages.js';
import type { Initialisation } from './kubeadm-init.js';
import type { NodeFacts } from './node-facts.js';

/** What the node's program says: the API server comes up with everything that nodes need to join. */
const MARKS = {
  credentials: 'files written',
  apiServerUp: 'API server up',
  joinable: 'API server up',
};

/**
 * Initialises the cluster from the node image's seed.
 *
 * @param peers every node's facts
 * @param endpoint `host:port` of the API server inside the cluster network
 */
export function startSeed(
  context: CreateContext,
  first: NodeFacts,
  peers: readonly NodeFacts[],
  endpoint: string,
  signal: AbortSignal,
): Initialisation {
  return execInStages(context, {
    node: first.node.name,
    command: [...SEED_COMMAND, 'init'],
    stdin: JSON.stringify(seedInput(context, first, peers, endpoint)),
    marks: MARKS,
    failure: 'failed to init node from its seed',
    signal,
  });
}

function seedInput(context: CreateContext, first: NodeFacts, peers: readonly NodeFacts[], endpoint: string): SeedInput {
  const { cluster, engine } = context;
  return {
    clusterName: cluster.name,
    endpoint,
    apiServerAddress: cluster.networking.apiServerAddress,
    podSubnet: cluster.networking.podSubnets.join(','),
    tuning: tuningFacts(context),
    nodes: peers.map(({ node, addresses }) => ({
      name: node.name,
      address: addresses.ipv4,
      controlPlane: node.role === 'control-plane',
      labels: node.labels,
      providerID: `kind://${engine.name}/${cluster.name}/${node.name}`,
      podCIDRs: podSubnetsOf(cluster, node, first.node.name),
    })),
    first: first.node.name,
    others: nodesFromSeed(first, peers),
  };
}
