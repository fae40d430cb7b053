import { CLUSTER_LABEL, type ContainerRole, ROLE_LABEL } from '../create/labels.js';
import type { ContainerSummary } from '../engine/engine.js';
import { wrapError } from '../errors.js';
import { type ClusterOptions, cancelOptions, DEFAULT_CLUSTER_NAME, type NamedClusterOptions } from './options.js';

/** The names of all clusters, sorted: of running and stopped ones, whoever made them. */
export async function listClusters(options: ClusterOptions): Promise<string[]> {
  const containers = await list(options, undefined, 'failed to list clusters');
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

/** The containers of a cluster with their roles, the load balancer included, in the engine's order. */
export async function listNodes(options: NamedClusterOptions): Promise<ClusterNode[]> {
  return (await list(options, options.name || DEFAULT_CLUSTER_NAME, 'failed to list nodes')).map(toNode);
}

/** The containers of every cluster. */
export async function listAllNodes(options: ClusterOptions): Promise<ClusterNode[]> {
  return (await list(options, undefined, 'failed to list nodes')).map(toNode);
}

/** Nodes that run Kubernetes: all but the load balancer. */
export async function listInternalNodes(options: NamedClusterOptions): Promise<ClusterNode[]> {
  return (await listNodes(options)).filter(({ role }) => role !== 'external-load-balancer');
}

/**
 * @param cluster undefined: of all clusters
 * @param failure what could not be done, in front of the engine's error
 */
async function list(
  options: ClusterOptions,
  cluster: string | undefined,
  failure: string,
): Promise<ContainerSummary[]> {
  try {
    return await options.engine.listContainers({ [CLUSTER_LABEL]: cluster }, cancelOptions(options));
  } catch (error) {
    throw options.signal?.aborted ? error : wrapError(error, failure);
  }
}

function toNode({ name, labels, state }: ContainerSummary): ClusterNode {
  return { name, state, cluster: labels[CLUSTER_LABEL] ?? '', role: (labels[ROLE_LABEL] ?? '') as ContainerRole };
}
