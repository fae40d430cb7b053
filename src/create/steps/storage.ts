import { stringify } from 'yaml';
import { wrapError } from '../../errors.js';
import type { CreateContext } from '../context.js';
import { kubectl, UNCHECKED } from './kubectl.js';

export const STORAGE_MANIFEST = '/kind/manifests/default-storage.yaml';

/** For node images without a manifest of their own: kind's fallback. */
const FALLBACK = stringify({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  provisioner: 'kubernetes.io/host-path',
});

/**
 * Installs the default StorageClass and what provisions its volumes.
 *
 * @param manifest content of STORAGE_MANIFEST; undefined when the image has none
 */
export async function installStorage(
  context: CreateContext,
  node: string,
  manifest: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (manifest === undefined) {
    context.progress.warn(`node "${node}" has no ${STORAGE_MANIFEST}, falling back to host path storage`);
  }
  try {
    await kubectl(context, node, ['apply', ...UNCHECKED, '-f', '-'], signal, manifest ?? FALLBACK);
  } catch (error) {
    throw wrapError(error, 'failed to add default storage class');
  }
}
