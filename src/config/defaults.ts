import type { Cluster, IpFamily, KubeProxyMode, Networking, Node, NodeRole } from './v1alpha4.js';

/** The node image when neither the configuration nor `--image` names one. */
export const DEFAULT_NODE_IMAGE = 'localhost/kindling/node:v1.36.3';

/** What runs in front of several control planes. */
export const LOAD_BALANCER_IMAGE = 'localhost/kindling/haproxy:v2.6';

/** The cluster name when neither the configuration, `--name` nor `KIND_CLUSTER_NAME` gives one. */
export const DEFAULT_CLUSTER_NAME = 'kind';

export type DefaultedNode = Node & { role: NodeRole; image: string };

export type DefaultedNetworking = Networking & {
  ipFamily: IpFamily;
  apiServerPort: number;
  apiServerAddress: string;
  podSubnet: string;
  serviceSubnet: string;
  disableDefaultCNI: boolean;
  kubeProxyMode: KubeProxyMode;
};

/** A configuration with kind's defaults in place of what is absent. Not yet checked. */
export type DefaultedCluster = Omit<Cluster, 'name' | 'nodes' | 'networking'> & {
  name: string;
  nodes: DefaultedNode[];
  networking: DefaultedNetworking;
};

const POD_SUBNETS: Record<IpFamily, string> = {
  ipv4: '10.244.0.0/16',
  ipv6: 'fd00:10:244::/56',
  dual: '10.244.0.0/16,fd00:10:244::/56',
};

const SERVICE_SUBNETS: Record<IpFamily, string> = {
  ipv4: '10.96.0.0/16',
  ipv6: 'fd00:10:96::/112',
  dual: '10.96.0.0/16,fd00:10:96::/112',
};

/**
 * Fills in kind's defaults: absent and empty fields are treated alike. The argument is not changed.
 *
 * @param nodeImage image of the nodes that name none
 */
export function applyDefaults(cluster: Cluster, nodeImage: string = DEFAULT_NODE_IMAGE): DefaultedCluster {
  const nodes: Node[] = cluster.nodes?.length ? cluster.nodes : [{}];
  return {
    ...cluster,
    name: cluster.name || DEFAULT_CLUSTER_NAME,
    nodes: nodes.map((node) => applyNodeDefaults(node, nodeImage)),
    networking: networkingDefaults(cluster.networking ?? {}),
  };
}

/**
 * Fills in kind's defaults of a node. The argument is not changed.
 *
 * @param nodeImage image of a node that names none
 */
export function applyNodeDefaults(node: Node, nodeImage: string = DEFAULT_NODE_IMAGE): DefaultedNode {
  return { ...node, role: node.role || 'control-plane', image: node.image || nodeImage };
}

function networkingDefaults(networking: Networking): DefaultedNetworking {
  const ipFamily = networking.ipFamily || 'ipv4';
  // A family that does not exist is reported by validation; until then it counts as IPv4.
  const known: IpFamily = ipFamily in POD_SUBNETS ? ipFamily : 'ipv4';
  return {
    ...networking,
    ipFamily,
    apiServerPort: networking.apiServerPort ?? 0,
    apiServerAddress: networking.apiServerAddress || (known === 'ipv6' ? '::1' : '127.0.0.1'),
    podSubnet: networking.podSubnet || POD_SUBNETS[known],
    serviceSubnet: networking.serviceSubnet || SERVICE_SUBNETS[known],
    disableDefaultCNI: networking.disableDefaultCNI ?? false,
    kubeProxyMode: networking.kubeProxyMode || 'iptables',
  };
}
