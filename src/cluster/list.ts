import { throwIfCancelled } from '../cancelled.js';
import { CLUSTER_LABEL, type ContainerRole, ROLE_LABEL } from '../create/labels.js';
import type { ContainerSummary } from '../engine/engine.js';
import { wrapError } from '../errors.js';
import { type ClusterOptions, cancelOptions, DEFAULT_CLUSTER_NAME, type NamedClusterOptions } from './options.js';

/**
 * The names of all clusters, sorted: of running and stopped ones, whoever made them.
 *
 * @throws {KindlingError} what the engine says
 */
export async function listClusters(options: ClusterOptions): Promise<string[]> {
  const containers = await listContainers(undefined, 'failed to list clusters', options);
  const names = containers.map(({ labels }) => labels[CLUSTER_LABEL] ?? '');
  return [...new Set(names)].filter((name) => name !== '').sort();
}

export interface ClusterNode {
  name: string;
  cluster: string;
  role: ContainerRole;
  /** The container's state in Docker's words, e.g. `running`. */
  state: string;
}

/**
 * The containers of a cluster with their roles, the load balancer included, in the engine's order.
 *
 * @throws {KindlingError} what the engine says
 */
export async function listNodes(options: NamedClusterOptions): Promise<ClusterNode[]> {
  const name = options.name || DEFAULT_CLUSTER_NAME;
  return (await listContainers(name, 'failed to list nodes', options)).map(toNode);
}

/** The containers of every cluster: sorted by cluster, in the engine's order within one. */
export async function listAllNodes(options: ClusterOptions): Promise<ClusterNode[]> {
  const nodes = (await listContainers(undefined, 'failed to list clusters', options)).map(toNode);
  return [...new Set(nodes.map(({ cluster }) => cluster))]
    .sort()
    .flatMap((name) => nodes.filter(({ cluster }) => cluster === name));
}

/** Nodes that run Kubernetes: all but the load balancer. */
export async function listInternalNodes(options: NamedClusterOptions): Promise<ClusterNode[]> {
  return (await listNodes(options)).filter(({ role }) => role !== 'external-load-balancer');
}

/** @param cluster undefined: of all clusters */
async function listContainers(
  cluster: string | undefined,
  context: string,
  options: ClusterOptions,
): Promise<ContainerSummary[]> {
  try {
    return await options.engine.listContainers({ [CLUSTER_LABEL]: cluster }, cancelOptions(options));
  } catch (error) {
    throwIfCancelled(options.signal);
    throw wrapError(error, context);
  }
}

/** What a container's labels tell of it as a node. */
export function toNode({ name, labels, state }: ContainerSummary): ClusterNode {
  return { name, state, cluster: labels[CLUSTER_LABEL] ?? '', role: (labels[ROLE_LABEL] ?? '') as ContainerRole };
}
