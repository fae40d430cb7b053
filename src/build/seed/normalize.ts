import { createHash } from 'node:crypto';
import { formatYaml } from '../../kubeadm/yaml.js';
import { CLUSTER_INFO_KEY } from '../../seed/cluster-info-signature.js';
import { MARKERS } from '../../seed/markers.js';
import { CLUSTER_AUTHORITY, placeholder } from '../../seed/placeholders.js';
import { SEED_TIME, type SeedObject } from '../../seed/seed.js';

/** What belongs to the API server that ran, or is made anew by each cluster's programs. */
export const TRANSIENT: readonly string[] = [
  '/registry/configmaps/kube-system/extension-apiserver-authentication',
  '/registry/events/',
  '/registry/leases/',
  '/registry/masterleases/',
  '/registry/peerserverleases/',
];

/** Where kubeadm keeps a cluster's keys. */
export const PKI = '/etc/kubernetes/pki';

/** Where the control plane that ran had what clusters have elsewhere. */
export interface Surroundings {
  /** Absolute path of its keys. */
  pki: string;
  /** Of its API server. */
  port: number;
}

/**
 * Takes out of what etcd holds whatever is different each time: objects of the moment, times, keys, and the random
 * ones among the identifiers. The same cluster gives the same seed.
 *
 * @param stored JSON texts by etcd key
 */
export function normalizeObjects(
  stored: ReadonlyMap<string, string>,
  { pki, port }: Surroundings,
): Record<string, SeedObject> {
  const kept = [...stored].filter(([key]) => !TRANSIENT.some((prefix) => key.startsWith(prefix)));
  const objects = kept
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, text]): [string, SeedObject] => {
      // The Service leads to the API server's own port.
      const settled = withoutKeys(
        key,
        text.replaceAll(pki, PKI).replaceAll(`"targetPort":${port}`, '"targetPort":6443'),
      );
      return [key, normalized(key, settled)];
    });
  return Object.fromEntries(objects);
}

/** Puts placeholders in what names the cluster's certificate authority: each cluster has its own. */
export function withoutKeys(key: string, text: string): string {
  const data: Record<string, string> | undefined = key.endsWith('/kube-root-ca.crt')
    ? { 'ca.crt': placeholder('certificate', CLUSTER_AUTHORITY, 'text') }
    : key === CLUSTER_INFO_KEY
      ? { kubeconfig: clusterInfo() }
      : undefined;
  return data === undefined ? text : JSON.stringify({ ...(JSON.parse(text) as SeedObject), data });
}

/** What a node that joins knows of the cluster before it trusts it. kubeadm has written the address of the moment. */
function clusterInfo(): string {
  const cluster = {
    'certificate-authority-data': placeholder('certificate', CLUSTER_AUTHORITY, 'base64'),
    server: `https://${MARKERS.endpoint}`,
  };
  return formatYaml({
    apiVersion: 'v1',
    clusters: [{ cluster, name: '' }],
    contexts: null,
    'current-context': '',
    kind: 'Config',
    users: null,
  });
}

function normalized(key: string, text: string): SeedObject {
  const object = JSON.parse(text) as SeedObject;
  const { uid } = object.metadata;
  const steady = uid === undefined ? text : text.replaceAll(uid, uidFor(key));
  const timeless = steady.replaceAll(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"/g, `"${SEED_TIME}"`);
  return withoutExpiration(JSON.parse(timeless) as SeedObject);
}

/** The bootstrap token's, which counts from the cluster's own first moment. */
export function withoutExpiration(object: SeedObject): SeedObject {
  if (object.type !== 'bootstrap.kubernetes.io/token') return object;
  const { expiration: _, ...data } = object.data as Record<string, string>;
  return { ...object, data };
}

/** A UUID that depends on nothing but the key. */
function uidFor(key: string): string {
  const hash = createHash('sha256').update(key).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
