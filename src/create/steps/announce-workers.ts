import { wrapError } from '../../errors.js';
import type { CreateContext } from '../context.js';
import { podSubnetsOf, settlesPodSubnets } from '../pod-subnets.js';
import { kubectl, UNCHECKED } from './kubectl.js';
import type { NodeFacts } from './node-facts.js';

/**
 * Makes the workers' Node objects before their kubelets do, with the pod subnets that their network configuration
 * already has. The controller manager keeps to subnets that are set, and a kubelet that finds its Node takes it over,
 * but does not add labels and provider ID then: so they are set here.
 *
 * @param first name of the control plane, whose kubectl is used
 */
export async function announceWorkers(
  context: CreateContext,
  first: string,
  peers: readonly NodeFacts[],
  signal: AbortSignal,
): Promise<void> {
  const { cluster, engine } = context;
  if (!settlesPodSubnets(cluster, peers)) return;
  const items = cluster.nodes
    .filter(({ name }) => name !== first)
    .map((node) => {
      const podCIDRs = podSubnetsOf(cluster, node, first);
      return {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: node.name, labels: node.labels },
        spec: { podCIDR: podCIDRs[0], podCIDRs, providerID: `kind://${engine.name}/${cluster.name}/${node.name}` },
      };
    });
  try {
    await kubectl(
      context,
      first,
      ['create', ...UNCHECKED, '-f', '-'],
      signal,
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    );
  } catch (error) {
    throw wrapError(error, 'failed to announce worker nodes');
  }
}
