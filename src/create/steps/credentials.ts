import { KindlingError } from '../../errors.js';
import type { CreateContext } from '../context.js';
import { type NodeFile, readNodeFiles, writeNodeFiles } from './node-files.js';

const PKI = '/etc/kubernetes/pki';

/** What all control planes share (spec §3.9): kubeadm makes the rest from it on each. */
const SHARED = [
  '/etc/kubernetes/admin.conf',
  ...['ca', 'front-proxy-ca', 'etcd/ca'].flatMap((name) => [`${PKI}/${name}.crt`, `${PKI}/${name}.key`]),
  ...['pub', 'key'].map((suffix) => `${PKI}/sa.${suffix}`),
];

/**
 * Reads the certificate authorities and keys that `kubeadm init` made.
 *
 * @param node the control plane that the cluster is initialised on
 */
export async function readCredentials(context: CreateContext, node: string, signal: AbortSignal): Promise<NodeFile[]> {
  const files = await readNodeFiles(context, node, SHARED, signal);
  return SHARED.map((path) => {
    const content = files.get(path);
    if (!content) throw new KindlingError('NODE_FAILED', `failed to copy certificate ${path}: "${node}" has none`);
    return { path, content, mode: path.endsWith('.crt') ? 0o644 : 0o600 };
  });
}

/** Writes them to a control plane that is about to join, with the permissions that kubeadm gives them. */
export async function writeCredentials(
  context: CreateContext,
  node: string,
  credentials: readonly NodeFile[],
  signal: AbortSignal,
): Promise<void> {
  await writeNodeFiles(context, node, credentials, signal);
}
