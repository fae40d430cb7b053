import { CLUSTER_LABEL } from '../../create/labels.js';
import { KindlingError, wrapError } from '../../errors.js';
import { type ClusterNode, toNode } from '../list.js';
import type { NodeOptions } from './options.js';

export interface NodeDetails extends ClusterNode {
  /** The node image, as it was named. */
  image: string;
  /** Addresses on the cluster's network; empty where it has none, and while the node is stopped. */
  ipv4: string;
  ipv6: string;
}

/**
 * A node's cluster, role, state, image and addresses.
 *
 * @throws {KindlingError} NODE_NOT_FOUND when there is no such container, or it is no node; what the engine says
 */
export async function inspectNode({ engine, node, ...cancel }: NodeOptions): Promise<NodeDetails> {
  const container = await engine.inspectContainer(node, cancel).catch((error) => {
    throw wrapError(error, `failed to get container details of node "${node}"`);
  });
  if (!container.labels[CLUSTER_LABEL]) {
    throw new KindlingError('NODE_NOT_FOUND', `the container "${node}" is no node of a cluster`, {
      hint: `nodes carry the label ${CLUSTER_LABEL}`,
    });
  }
  const { image, ipv4, ipv6 } = container;
  return { ...toNode(container), image, ipv4, ipv6 };
}
