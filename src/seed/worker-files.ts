import { KindlingError } from '../errors.js';
import { forSignaturesOnly } from '../pki/certificate.js';
import { type Identity, type IdentityTemplate, issueIdentity } from '../pki/identity.js';
import type { SeedInput } from './input.js';
import { MARKERS, replaceMarkers } from './markers.js';
import { fillFiles } from './node-files.js';
import { CLUSTER_AUTHORITY, KUBELET, placeholder, replacePlaceholders } from './placeholders.js';
import { type SeedFile, type SeedNodeFile, seedConfigurations } from './seed.js';

/** Where nodes have the cluster's certificate authority. */
export const AUTHORITY_PATH = '/etc/kubernetes/pki/ca.crt';

/** What `kubeadm join` writes like `kubeadm init`, besides what the kubelet reads. */
const SHARED = new Set(['/etc/kubernetes', '/etc/kubernetes/pki', AUTHORITY_PATH]);

/** What the kubelet reads. */
const KUBELET_DIRECTORY = '/var/lib/kubelet';

/**
 * The kubeconfig that a kubelet writes when it has got its first certificate from the cluster, as Kubernetes' library
 * writes it; but with the certificate, which is moved to its file in the worker, like a control plane's.
 */
const KUBECONFIG = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${placeholder('certificate', CLUSTER_AUTHORITY, 'base64')}
    server: https://${MARKERS.endpoint}
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

/** Seconds before now that certificates of the controller manager's are valid from; their year begins there. */
const BACKDATED = 5 * 60;
const YEAR = 365 * 24 * 60 * 60;

/**
 * The files that `kubeadm join` and the kubelet's first request for a certificate would leave in a worker.
 *
 * @param worker its name
 * @param identities the first control plane's, with the cluster's certificate authority
 * @param now when the kubelet's certificate is issued
 * @returns by absolute path; a directory comes before what is in it
 * @throws {KindlingError} INTERNAL when the seed has nothing for such a cluster
 */
export function fillWorkerFiles(
  seed: SeedFile,
  input: SeedInput,
  worker: string,
  { identities, now }: { identities: ReadonlyMap<string, Identity>; now: Date },
): Map<string, SeedNodeFile> {
  const [authority, template] = [identities.get(CLUSTER_AUTHORITY), seed.identities[KUBELET]];
  if (authority === undefined || template === undefined) {
    throw new KindlingError('INTERNAL', "the seed's cluster has no authority, or its nodes no certificates");
  }
  const rename = (text: string) => replaceMarkers(text, input, worker);
  const own = new Map([
    [CLUSTER_AUTHORITY, authority],
    [KUBELET, issueIdentity(asTheClusterSignsIt(template), authority, { now, rename })],
  ]);
  const { files } = seedConfigurations(seed, input.tuning);
  const wanted = Object.entries(files).filter(([path]) => SHARED.has(path) || isWithin(KUBELET_DIRECTORY, path));
  const all = { ...Object.fromEntries(wanted), '/etc/kubernetes/kubelet.conf': { mode: 0o600, text: KUBECONFIG } };
  return fillFiles(all, (text) => replacePlaceholders(rename(text), own));
}

function isWithin(directory: string, path: string): boolean {
  return `${path}/`.startsWith(`${directory}/`);
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
