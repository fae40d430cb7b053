import { API_SERVER_PORT } from '../create/labels.js';
import type { CancelOptions, Engine } from '../engine/engine.js';
import { KindlingError, wrapError } from '../errors.js';
import type { ClusterNode } from './list.js';

/**
 * The container that the API is reached through: the load balancer, or the only control plane.
 *
 * @throws {KindlingError} CLUSTER_NOT_FOUND when there is neither
 */
export function endpointNode(nodes: readonly ClusterNode[]): ClusterNode {
  const balancers = nodes.filter(({ role }) => role === 'external-load-balancer');
  if (balancers.length > 1) {
    throw new KindlingError(
      'CLUSTER_NOT_FOUND',
      `failed to get api server endpoint: unexpected number of external-load-balancer nodes ${balancers.length}`,
    );
  }
  const controlPlanes = controlPlaneNodes(nodes);
  const [node] = balancers.length > 0 ? balancers : controlPlanes;
  if (!node || (balancers.length === 0 && controlPlanes.length > 1)) {
    throw new KindlingError(
      'CLUSTER_NOT_FOUND',
      `failed to get api server endpoint: expected one control plane node or a load balancer, not ${controlPlanes.length} and none`,
    );
  }
  return node;
}

/** The control planes, sorted by name; those that run come first: only they can be asked. */
export function controlPlaneNodes(nodes: readonly ClusterNode[]): ClusterNode[] {
  const stopped = ({ state }: ClusterNode) => Number(state !== 'running');
  return nodes
    .filter(({ role }) => role === 'control-plane')
    .sort((a, b) => stopped(a) - stopped(b) || (a.name < b.name ? -1 : 1));
}

/** Where the API is published on the engine's host: an address without brackets, and a port. */
export async function externalServer(
  engine: Engine,
  node: string,
  options: CancelOptions,
): Promise<{ address: string; port: number }> {
  const { ports } = await engine.inspectContainer(node, options).catch((error) => {
    throw wrapError(error, 'failed to get api server port');
  });
  const port = ports.find(({ containerPort, protocol }) => containerPort === API_SERVER_PORT && protocol === 'TCP');
  if (!port) {
    throw new KindlingError('NODE_FAILED', `failed to get api server port: node "${node}" publishes none`, {
      hint: 'a stopped node publishes no ports: start it first',
    });
  }
  return { address: port.address || '127.0.0.1', port: port.hostPort };
}
