import { KindlingError } from '../errors.js';
import { forSignaturesOnly } from '../pki/certificate.js';
import { type Identity, type IdentityTemplate, issueIdentities } from '../pki/identity.js';
import { etcdMembers } from './etcd-members.js';
import type { SeedInput } from './input.js';
import { MARKERS, replaceMarkers } from './markers.js';
import { fillFiles } from './node-files.js';
import { CLUSTER_AUTHORITY, KUBELET, placeholder, replacePlaceholders } from './placeholders.js';
import { type SeedFile, type SeedNodeFile, seedConfigurations } from './seed.js';

/** Where nodes have the cluster's certificate authority. */
export const AUTHORITY_PATH = '/etc/kubernetes/pki/ca.crt';

const ETCD_MANIFEST = '/etc/kubernetes/manifests/etcd.yaml';
const KUBECONFIG = '/etc/kubernetes/kubelet.conf';

/** What the kubelet reads. */
const KUBELET_DIRECTORY = '/var/lib/kubelet';

/** What `kubeadm join` writes in workers, besides what the kubelet reads. */
const WORKERS_FILES = new Set(['/etc/kubernetes', '/etc/kubernetes/pki', AUTHORITY_PATH]);

/** What `kubeadm init` alone writes: how the administrator's own rights came to be. */
const FIRST_FILES = new Set(['/etc/kubernetes/super-admin.conf']);

/** Keys and certificates that all control planes have in common; the create flow copies the same for kubeadm. */
const SHARED = ['admin', CLUSTER_AUTHORITY, 'pki/etcd/ca', 'pki/front-proxy-ca', 'pki/sa'];

/** Seconds before now that certificates of the controller manager's are valid from; their year begins there. */
const BACKDATED = 5 * 60;
const YEAR = 365 * 24 * 60 * 60;

/**
 * The files that `kubeadm join` and the kubelet's first request for a certificate would leave in a node.
 *
 * @param node its name
 * @param identities the first control plane's, with the authorities
 * @param now when the node's certificates are issued
 * @returns by absolute path; a directory comes before what is in it
 * @throws {KindlingError} INTERNAL when the seed has nothing for such a cluster
 */
export function fillJoinedFiles(
  seed: SeedFile,
  input: SeedInput,
  node: string,
  { identities, now }: { identities: ReadonlyMap<string, Identity>; now: Date },
): Map<string, SeedNodeFile> {
  const controlPlane = input.nodes.some(({ name, controlPlane }) => name === node && controlPlane);
  const rename = (text: string) => replaceMarkers(text, input, node);
  const shared = [...identities].filter(([name]) => SHARED.includes(name));
  const own = issueIdentities(templates(seed, controlPlane), { now, rename }, new Map(shared));
  const fill = (text: string) => replacePlaceholders(rename(text), own);
  const { files } = seedConfigurations(seed, input.tuning);
  const wanted = Object.entries(files).filter(([path]) => isWanted(path, controlPlane));
  const kubeconfig = { mode: 0o600, text: kubeletKubeconfig(controlPlane) };
  const filled = fillFiles({ ...Object.fromEntries(wanted), [KUBECONFIG]: kubeconfig }, fill);
  const manifest = filled.get(ETCD_MANIFEST);
  if (manifest) filled.set(ETCD_MANIFEST, { ...manifest, text: joinedEtcd(manifest.text ?? '', input, node) });
  return filled;
}

function isWanted(path: string, controlPlane: boolean): boolean {
  return controlPlane ? !FIRST_FILES.has(path) : WORKERS_FILES.has(path) || isWithin(KUBELET_DIRECTORY, path);
}

function isWithin(directory: string, path: string): boolean {
  return `${path}/`.startsWith(`${directory}/`);
}

/** What a node's keys and certificates are made from. */
function templates({ identities }: SeedFile, controlPlane: boolean): Record<string, IdentityTemplate> {
  const { [CLUSTER_AUTHORITY]: authority, [KUBELET]: kubelet } = identities;
  if (authority === undefined || kubelet === undefined) {
    throw new KindlingError('INTERNAL', "the seed's cluster has no authority, or its nodes no certificates");
  }
  const others = controlPlane ? identities : { [CLUSTER_AUTHORITY]: authority };
  return { ...others, [KUBELET]: asTheClusterSignsIt(kubelet) };
}

/**
 * kubeadm issues a kubelet's certificate for encryption, too. A kubelet that asks the cluster for one, as it does when it
 * joins and when it renews it, wants it for signatures alone: its key cannot do more.
 */
function asTheClusterSignsIt({ key, certificate }: IdentityTemplate): IdentityTemplate {
  if (certificate === undefined) return { key };
  const toBeSigned = forSignaturesOnly(Buffer.from(certificate.toBeSigned, 'base64')).toString('base64');
  return { key, certificate: { toBeSigned, notBefore: -BACKDATED, notAfter: YEAR - BACKDATED } };
}

/**
 * The kubeconfig that a kubelet writes when it has got its first certificate from the cluster, as Kubernetes' library
 * writes it; but with the certificate, which is moved to its file in the node, like the first control plane's. A control
 * plane's kubelet talks to the API server of its own node.
 */
function kubeletKubeconfig(controlPlane: boolean): string {
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${placeholder('certificate', CLUSTER_AUTHORITY, 'base64')}
    server: https://${controlPlane ? `${MARKERS.nodeAddress}:6443` : MARKERS.endpoint}
  name: default-cluster
contexts:
- context:
    cluster: default-cluster
    namespace: default
    user: default-auth
  name: default-context
current-context: default-context
kind: Config
users:
- name: default-auth
  user:
    client-certificate-data: ${placeholder('certificate', KUBELET, 'base64')}
    client-key-data: ${placeholder('privateKey', KUBELET, 'base64')}
`;
}

/** etcd's static pod in a control plane that joins: kubeadm tells it who was there before. */
function joinedEtcd(manifest: string, input: SeedInput, node: string): string {
  const members = etcdMembers(input);
  const known = members.slice(0, members.findIndex(({ name }) => name === node) + 1);
  const cluster = known.map(({ name, peerUrls }) => `${name}=${peerUrls[0]}`).join(',');
  return manifest.replace(
    /^( *- )--initial-cluster=.*$/m,
    (_, item: string) => `${item}--initial-cluster=${cluster}\n${item}--initial-cluster-state=existing`,
  );
}
