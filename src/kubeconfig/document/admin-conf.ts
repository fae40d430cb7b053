import { KindlingError } from '../../errors.js';
import { type Kubeconfig, kubeconfigKey, type NamedEntry } from './document.js';
import { decodeKubeconfig } from './yaml.js';

export interface AdminConfOptions {
  /** The cluster's name; entries and references become `kind-<cluster>`. */
  cluster: string;
  /** URL of the API server as seen from outside. Default: as in the text, the name inside the cluster network. */
  server?: string;
}

/**
 * Makes a user's kubeconfig of kubeadm's `/etc/kubernetes/admin.conf` (spec §3.12).
 *
 * @throws {KindlingError} KUBECONFIG when the text does not hold exactly one cluster, one user and one context
 */
export function kubeconfigFromAdminConf(text: string, options: AdminConfOptions): Kubeconfig {
  const config = decodeKubeconfig(text);
  const key = kubeconfigKey(options.cluster);
  const cluster = only(config.clusters, 'cluster');
  const user = only(config.users, 'user');
  const context = only(config.contexts, 'context');
  const server = options.server === undefined ? {} : { server: options.server };
  return {
    clusters: [{ ...cluster, name: key, cluster: { ...mapping(cluster.cluster), ...server } }],
    users: [{ ...user, name: key }],
    contexts: [{ ...context, name: key, context: { ...mapping(context.context), cluster: key, user: key } }],
    currentContext: key,
    other: config.other,
  };
}

function only(entries: readonly NamedEntry[], what: string): NamedEntry {
  const [entry, ...more] = entries;
  if (entry === undefined || more.length > 0) {
    throw new KindlingError('KUBECONFIG', `kubeadm KUBECONFIG should have one ${what}, but read ${entries.length}`);
  }
  return entry;
}

function mapping(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
