import { wrapError } from '../../errors.js';
import { controlPlaneTaints } from '../../version/features.js';
import { parseSemanticVersion } from '../../version/version.js';
import type { CreateContext } from '../context.js';
import { podSubnetsOf, settlesPodSubnets } from '../pod-subnets.js';
import { kubectl, UNCHECKED } from './kubectl.js';
import type { NodeFacts } from './node-facts.js';

/**
 * Makes the Node objects of those that join before their kubelets do, with the pod subnets that their network
 * configuration already has. The controller manager keeps to subnets that are set, and a kubelet that finds its Node
 * takes it over, but does not add labels, taints and provider ID then: so they are set here.
 *
 * @param first name of the control plane, whose kubectl is used
 */
export async function announceNodes(
  context: CreateContext,
  first: string,
  peers: readonly NodeFacts[],
  signal: AbortSignal,
): Promise<void> {
  if (!settlesPodSubnets(context.cluster, peers)) return;
  const items = peers.filter(({ node }) => node.name !== first).map((facts) => nodeObject(context, facts, first));
  try {
    await kubectl(
      context,
      first,
      ['create', ...UNCHECKED, '-f', '-'],
      signal,
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    );
  } catch (error) {
    throw wrapError(error, 'failed to announce nodes');
  }
}

function nodeObject({ cluster, engine }: CreateContext, { node, kubernetesVersion }: NodeFacts, first: string): object {
  const podCIDRs = podSubnetsOf(cluster, node, first);
  const taints =
    node.role === 'control-plane'
      ? controlPlaneTaints(parseSemanticVersion(kubernetesVersion)).map((key) => ({ key, effect: 'NoSchedule' }))
      : [];
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: node.name, labels: node.labels },
    spec: { podCIDR: podCIDRs[0], podCIDRs, providerID: `kind://${engine.name}/${cluster.name}/${node.name}`, taints },
  };
}
