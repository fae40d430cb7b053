import type { NodeRole } from './v1alpha4.js';

/** The port of the API server inside every control-plane node and the load balancer. */
export const API_SERVER_PORT = 6443;

/**
 * Names nodes in configuration order, counting each role apart: `kind-control-plane`, `kind-control-plane2`,
 * `kind-worker`, … A node's name is its container's name, its host name and its Kubernetes name.
 *
 * @param cluster cluster name
 * @param roles the nodes' roles in configuration order
 */
export function nodeNames(cluster: string, roles: readonly NodeRole[]): string[] {
  const counts = new Map<NodeRole, number>();
  return roles.map((role) => {
    const count = (counts.get(role) ?? 0) + 1;
    counts.set(role, count);
    return count === 1 ? `${cluster}-${role}` : `${cluster}-${role}${count}`;
  });
}

/** The load balancer's container name, `<cluster>-external-load-balancer`. */
export function loadBalancerName(cluster: string): string {
  return `${cluster}-external-load-balancer`;
}

/** Whether the cluster gets a load balancer: it has more than one control-plane node. */
export function needsLoadBalancer(nodes: readonly { readonly role: NodeRole }[]): boolean {
  return nodes.filter((node) => node.role === 'control-plane').length > 1;
}

/**
 * Where nodes reach the API server: `<load balancer or only control-plane node>:6443`.
 *
 * @throws TypeError when the cluster has no control-plane node; a valid one has
 */
export function controlPlaneEndpoint(cluster: {
  readonly name: string;
  readonly nodes: readonly { readonly name: string; readonly role: NodeRole }[];
}): string {
  if (needsLoadBalancer(cluster.nodes)) return `${loadBalancerName(cluster.name)}:${API_SERVER_PORT}`;
  const node = cluster.nodes.find(({ role }) => role === 'control-plane');
  if (node === undefined) throw new TypeError(`cluster "${cluster.name}" has no control-plane node`);
  return `${node.name}:${API_SERVER_PORT}`;
}
