import { purposeOf } from '../support/certificates.js';
import type { Inside } from '../support/inside.js';
import type { User } from '../support/kind.js';

interface Item {
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: unknown[];
  };
  [field: string]: unknown;
}

/** Kinds of objects that tell what goes on, rather than what the cluster is. */
const PASSING = new Set([
  'certificatesigningrequests.certificates.k8s.io',
  'componentstatuses',
  'endpoints',
  'events',
  'events.events.k8s.io',
  'leases.coordination.k8s.io',
]);

/**
 * What a cluster's API server has, without what is different in every cluster: identifiers, times, keys, addresses, and
 * the cluster's name.
 *
 * @returns objects by kind, namespace and name; those with random names are counted
 */
export async function clusterObjects(user: User, cluster: string): Promise<Record<string, unknown>> {
  const names = await user.kubectl(cluster, ['api-resources', '--verbs=list', '--output=name']);
  const kinds = names
    .trim()
    .split('\n')
    .filter((name) => !PASSING.has(name) && !name.endsWith('.metrics.k8s.io'));
  const text = await user.kubectl(cluster, ['get', kinds.join(','), '-A', '--output=json']);
  const { items } = JSON.parse(steady(text, cluster)) as { items: Item[] };
  const objects: Record<string, unknown> = {};
  for (const item of items) {
    const { kind, metadata } = item;
    const random = metadata.ownerReferences !== undefined;
    const owner = JSON.stringify(metadata.ownerReferences ?? '');
    const key = [kind, metadata.namespace ?? '', random ? owner : metadata.name].join('/');
    objects[key] = random ? Number(objects[key] ?? 0) + 1 : essence(item);
  }
  return Object.fromEntries(Object.entries(objects).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An object without what the API server and controllers note of its history. */
function essence({ metadata, status: _status, ...rest }: Item): unknown {
  const { name, namespace, labels, annotations } = metadata;
  const kept = { ...rest, metadata: { name, namespace, labels, annotations } };
  if (rest.kind !== 'Secret' || rest.type !== 'bootstrap.kubernetes.io/token') return kept;
  const { expiration: _, ...data } = rest.data as Record<string, string>;
  return { ...kept, data };
}

/** Replaces the cluster's name, keys, identifiers, addresses and times in a text. */
function steady(text: string, cluster: string): string {
  return (
    text
      .replaceAll(cluster, 'CLUSTER')
      .replaceAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g, 'CERTIFICATE')
      .replaceAll(/LS0tLS1CRUdJTi[A-Za-z0-9+/=]+/g, 'BASE64')
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID')
      .replaceAll(/\b(10\.89|172\.(1[6-9]|2\d|3[01])|192\.168)(\.\d{1,3}){2}\b/g, 'ADDRESS')
      .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME')
      .replaceAll(/(jws-kubeconfig-abcdef": )"[^"]*"/g, '$1"JWS"')
      // etcd lists its members in the order of numbers that come from their addresses.
      .replaceAll(/(?<=--initial-cluster=)[^\s"]+/g, (members) => members.split(',').sort().join())
  );
}

/** What kubeadm writes, with all that is in it. */
const WRITTEN = [
  '/etc/kubernetes',
  '/var/lib/kubelet/config.yaml',
  '/var/lib/kubelet/instance-config.yaml',
  '/var/lib/kubelet/kubeadm-flags.env',
  '/var/lib/kubelet/pki/kubelet-client-current.pem',
  '/var/lib/kubelet/pki/kubelet.crt',
  '/var/lib/kubelet/pki/kubelet.key',
];

/** Directories that kubeadm makes for others' files. */
const MADE = ['/var/lib/kubelet', '/var/lib/kubelet/pki'];

/** The same of control planes. */
const MADE_FOR_CONTROL_PLANES = ['/var/lib/etcd', '/var/lib/etcd/member', ...MADE];

/**
 * The files of a node that kubeadm writes, and those that the kubelet writes when it joins, in a form that can be
 * compared between clusters: owners and permissions, texts, what certificates are for, what kinds of keys there are.
 *
 * @param name the node's within its cluster: `control-plane2`
 */
export async function nodeFiles(inside: Inside, cluster: string, name: string): Promise<Record<string, string>> {
  const node = `${cluster}-${name}`;
  const made = name.startsWith('control-plane') ? MADE_FOR_CONTROL_PLANES : MADE;
  const format = ['-printf', '%p %y %m %u:%g\\n'];
  const list = [
    await inside(node, 'find', '-H', ...WRITTEN, ...format),
    await inside(node, 'find', ...made, '-maxdepth', '0', ...format),
  ].join('');
  const files: Record<string, string> = {};
  for (const line of list.trim().split('\n').sort()) {
    const [path = '', kind, ...owner] = line.split(' ');
    const text = kind === 'f' ? described(path, await inside(node, 'cat', path)) : 'directory\n';
    files[path] = steady(`${owner.join(' ')}\n${text}`, cluster);
  }
  return files;
}

const PEM = /-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----\n/g;

/** The certificate of a server that has signed it itself, and its key: whatever kinds of keys there are. */
function withoutKinds(text: string): string {
  return text.replaceAll(PEM, (pem, label: string) =>
    label === 'CERTIFICATE'
      ? purposeOf(pem)
          .replaceAll(/@\d+$/gm, '@TIME')
          .replaceAll(/(?<=Signature Algorithm: ).*|^(ec|rsa) .*?(?=, \d+ min)/gm, 'ANY')
      : `${label.replace(/^(EC|RSA) /, '')}\n`,
  );
}

/** A text in which keys and certificates, also those in base64, are described. */
function described(path: string, text: string): string {
  if (path.endsWith('.conf')) {
    return text.replaceAll(/-data: (\S+)/g, (_, data: string) => {
      return `-data: ${described('', Buffer.from(data, 'base64').toString())}`;
    });
  }
  // Kubelets make themselves an RSA key; a seed's are given an ECDSA key.
  if (path.includes('/pki/kubelet.')) return withoutKinds(text);
  return text.replaceAll(PEM, (pem, label: string) => (label === 'CERTIFICATE' ? purposeOf(pem) : `${label}\n`));
}
