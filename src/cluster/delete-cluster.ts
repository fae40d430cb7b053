import { messageOf, wrapError } from '../errors.js';
import { removeKubeconfig } from '../kubeconfig/index.js';
import { listClusters, listNodes } from './list.js';
import {
  type ClusterOptions,
  cancelOptions,
  DEFAULT_CLUSTER_NAME,
  type KubeconfigOptions,
  type NamedClusterOptions,
} from './options.js';

export interface DeletedCluster {
  /** The containers that were removed. Empty when there was no such cluster, which is no error. */
  nodes: string[];
}

/** Removes a cluster: containers, volumes and kubeconfig entries. */
export async function deleteCluster(options: NamedClusterOptions & KubeconfigOptions): Promise<DeletedCluster> {
  const name = options.name || DEFAULT_CLUSTER_NAME;
  try {
    const listed = await listNodes({ ...options, name }).catch((error) => {
      throw wrapError(error, 'error listing nodes');
    });
    const nodes = listed.map((node) => node.name);
    const kubeconfigFailure = await removeKubeconfig(name, options.kubeconfig, options.env ?? process.env).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    if (kubeconfigFailure) {
      options.progress?.error(`failed to update kubeconfig: ${messageOf(kubeconfigFailure.error)}`);
    }
    if (nodes.length > 0) {
      await options.engine.removeContainers(nodes, cancelOptions(options));
      options.progress?.log(`Deleted nodes: [${nodes.map((node) => JSON.stringify(node)).join(' ')}]`);
    }
    if (kubeconfigFailure) throw kubeconfigFailure.error;
    return { nodes };
  } catch (error) {
    throw wrapError(error, `failed to delete cluster "${name}"`);
  }
}

/**
 * Removes several clusters. One that fails is reported through `progress` and passed over.
 *
 * @param options `names`: undefined means all
 * @returns the names of the clusters that were removed
 */
export async function deleteClusters(
  options: ClusterOptions & KubeconfigOptions & { names?: readonly string[] },
): Promise<string[]> {
  const names =
    options.names ??
    (await listClusters(options).catch((error) => {
      throw wrapError(error, 'failed listing clusters for delete');
    }));
  const deleted: string[] = [];
  for (const name of names) {
    try {
      await deleteCluster({ ...options, name });
      deleted.push(name);
    } catch (error) {
      options.signal?.throwIfAborted();
      options.progress?.error(messageOf(error));
    }
  }
  return deleted;
}
