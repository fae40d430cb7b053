import type { ValidCluster, ValidNode } from '../config/valid.js';
import type { NodeFacts } from './steps/node-facts.js';

/** The sizes of nodes' pod subnets: the controller manager's defaults, which kubeadm leaves. */
const NODE_PREFIX = { ipv4: 24, ipv6: 64 };

/**
 * Whether nodes' pod subnets can be settled before the nodes exist, so that the network's configuration is there
 * before the kubelet is: with the node image's own network only, and only if nobody patches kubeadm's configuration,
 * where both the subnets' sizes and how nodes register could be changed.
 */
export function settlesPodSubnets(cluster: ValidCluster, facts: readonly NodeFacts[]): boolean {
  const { networking, nodes } = cluster;
  const patched = [cluster, ...nodes].some(
    ({ kubeadmConfigPatches, kubeadmConfigPatchesJSON6902 }) =>
      kubeadmConfigPatches.length + kubeadmConfigPatchesJSON6902.length > 0,
  );
  const room = networking.podSubnets.every(
    ({ prefix, family }) => prefix <= NODE_PREFIX[family] && 2 ** (NODE_PREFIX[family] - prefix) >= nodes.length,
  );
  const ours = facts.every(({ cniManifest }) => cniManifest?.includes('kindnet') ?? false);
  return !networking.disableDefaultCNI && !patched && room && ours;
}

/**
 * A node's pod subnets as CIDR texts, in the families' order. The first control plane gets the first ones: those that
 * the controller manager picks for the first node that it sees.
 */
export function podSubnetsOf(cluster: ValidCluster, node: ValidNode, first: string): string[] {
  const others = cluster.nodes.filter(({ name }) => name !== first);
  const index = node.name === first ? 0 : 1 + others.findIndex(({ name }) => name === node.name);
  return cluster.networking.podSubnets.map((subnet) => String(subnet.subnet(index, NODE_PREFIX[subnet.family])));
}
