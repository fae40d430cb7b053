import type { ContainerRole } from '../../create/labels.js';
import { KindlingError } from '../../errors.js';
import { controlPlaneNodes } from '../endpoint.js';
import type { ClusterNode } from '../list.js';

/** The nodes of a role, in their order. */
export function selectNodesByRole(nodes: readonly ClusterNode[], role: ContainerRole): ClusterNode[] {
  return nodes.filter((node) => node.role === role);
}

/** The nodes that run Kubernetes: all but the load balancer. */
export function internalNodes(nodes: readonly ClusterNode[]): ClusterNode[] {
  return nodes.filter(({ role }) => role !== 'external-load-balancer');
}

/**
 * The load balancer, which clusters with several control planes have.
 *
 * @throws {KindlingError} CLUSTER_NOT_FOUND when there are several: the nodes are not of one cluster
 */
export function loadBalancerNode(nodes: readonly ClusterNode[]): ClusterNode | undefined {
  const [node, ...more] = selectNodesByRole(nodes, 'external-load-balancer');
  if (more.length === 0) return node;
  throw new KindlingError('CLUSTER_NOT_FOUND', `unexpected number of external-load-balancer nodes ${more.length + 1}`);
}

/**
 * The control plane that the cluster was initialised on: the first by name.
 *
 * @throws {KindlingError} CLUSTER_NOT_FOUND when there is no control plane
 */
export function bootstrapControlPlaneNode(nodes: readonly ClusterNode[]): ClusterNode {
  const [first] = controlPlaneNodes(nodes);
  if (first) return first;
  throw new KindlingError('CLUSTER_NOT_FOUND', 'expected at least one control plane node');
}

/** The control planes that have joined it, sorted by name. */
export function secondaryControlPlaneNodes(nodes: readonly ClusterNode[]): ClusterNode[] {
  return controlPlaneNodes(nodes).slice(1);
}
