import { wrapError } from '../errors.js';
import type { Kubeconfig } from './document/document.js';
import { mergeInto } from './document/merge.js';
import { withLock } from './file/lock.js';
import { readKubeconfig, writeKubeconfig } from './file/read-write.js';

/**
 * Merges a cluster's kubeconfig into a file, under its lock. The file and its directory are made when missing.
 *
 * @param path from `pathForMerge`
 * @param entry from `kubeconfigFromAdminConf`
 * @throws {KindlingError} KUBECONFIG when the file can't be locked, read or written
 */
export async function mergeKubeconfig(path: string, entry: Kubeconfig): Promise<void> {
  withLock(path, () => writeKubeconfig(path, mergeInto(existing(path), entry)));
}

function existing(path: string): Kubeconfig {
  try {
    return readKubeconfig(path);
  } catch (error) {
    throw wrapError(error, 'failed to get kubeconfig to merge');
  }
}
