import { allInOrder } from '../all-in-order.js';
import { KindlingError, wrapError } from '../errors.js';
import {
  encodeKubeconfig,
  exportWithRetry,
  type Kubeconfig,
  kubeconfigFromAdminConf,
  mergeKubeconfig,
  pathForMerge,
} from '../kubeconfig/index.js';
import { controlPlaneNodes, endpointNode, externalServer } from './endpoint.js';
import { listNodes } from './list.js';
import { cancelOptions, DEFAULT_CLUSTER_NAME, type KubeconfigOptions, type NamedClusterOptions } from './options.js';
import { unreachableServer } from './remote.js';

const ADMIN_CONF = '/etc/kubernetes/admin.conf';

export interface GetKubeconfigOptions extends NamedClusterOptions {
  /** The API's address inside the cluster network instead of the published port. Default: false. */
  internal?: boolean;
}

/**
 * The cluster's kubeconfig as YAML text.
 *
 * @throws {KindlingError} CLUSTER_NOT_FOUND when there is no such cluster; NODE_FAILED when its control plane does
 *   not answer
 */
export async function getKubeconfig(options: GetKubeconfigOptions): Promise<string> {
  return encodeKubeconfig(await readKubeconfig(options));
}

export interface ExportedKubeconfig {
  /** Name of the context, which is the current one now. */
  context: string;
  /** Path of the file. */
  path: string;
}

/**
 * Merges the cluster's kubeconfig into the user's file and makes its context the current one.
 *
 * @throws {KindlingError} CLUSTER_NOT_FOUND, NODE_FAILED; KUBECONFIG when the file cannot be locked, read or written
 */
export async function exportKubeconfig(options: GetKubeconfigOptions & KubeconfigOptions): Promise<ExportedKubeconfig> {
  const config = await readKubeconfig(options);
  const path = pathForMerge(options.env ?? process.env, options.kubeconfig);
  await exportWithRetry(() => mergeKubeconfig(path, config), cancelOptions(options));
  return { context: `kind-${options.name || DEFAULT_CLUSTER_NAME}`, path };
}

async function readKubeconfig(options: GetKubeconfigOptions): Promise<Kubeconfig> {
  const { engine } = options;
  const name = options.name || DEFAULT_CLUSTER_NAME;
  const nodes = await listNodes({ ...options, name });
  const [controlPlane] = controlPlaneNodes(nodes);
  if (!controlPlane) {
    throw new KindlingError(
      'CLUSTER_NOT_FOUND',
      `could not locate any control plane nodes for cluster named '${name}'. ` +
        'Use the --name option to select a different cluster',
    );
  }
  const cancel = cancelOptions(options);
  const [admin, server] = await allInOrder([
    engine.exec(controlPlane.name, ['cat', ADMIN_CONF], cancel).catch((error) => {
      throw wrapError(error, 'failed to get cluster internal kubeconfig');
    }),
    (async () => (options.internal ? undefined : await externalServer(engine, endpointNode(nodes).name, cancel)))(),
  ]);
  if (!server) return kubeconfigFromAdminConf(admin.stdout, { cluster: name });
  const { address, port } = server;
  const warning = unreachableServer(await engine.host(cancel), address, port);
  if (warning) options.progress?.warn(warning);
  const host = address.includes(':') ? `[${address}]` : address;
  return kubeconfigFromAdminConf(admin.stdout, { cluster: name, server: `https://${host}:${port}` });
}
