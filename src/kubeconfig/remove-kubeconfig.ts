import { existsSync, rmSync } from 'node:fs';
import { wrapError } from '../errors.js';
import { entryLists, type Kubeconfig, kubeconfigKey } from './document/document.js';
import { removeFrom } from './document/merge.js';
import { exportWithRetry } from './export-with-retry.js';
import { withLock } from './file/lock.js';
import { ownKubeconfigPath } from './file/own-file.js';
import { kubeconfigPaths } from './file/paths.js';
import { readKubeconfig, writeKubeconfig } from './file/read-write.js';

/**
 * Removes a cluster's entries from every kubeconfig file in use (not only the first), and from its own one,
 * which is deleted. Files that do not name the cluster are not written; files that do not exist are not made.
 *
 * @param cluster the cluster's name, without `kind-`
 * @param explicit value of `--kubeconfig`: then only this file
 * @throws {KindlingError} KUBECONFIG for the first file that could not be cleaned; the others have been
 */
export async function removeKubeconfig(
  cluster: string,
  explicit?: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  let failure: { error: unknown } | undefined;
  const own = explicit ? undefined : ownKubeconfigPath(cluster, env);
  for (const path of new Set([...kubeconfigPaths(env, explicit), ...(own ? [own] : [])])) {
    if (!existsSync(path)) continue;
    try {
      await exportWithRetry(() => removeFromFile(path, kubeconfigKey(cluster), path === own));
    } catch (error) {
      failure ??= { error };
    }
  }
  if (failure) throw failure.error;
}

/** @param own the file goes as well when no other entry is in it */
function removeFromFile(path: string, key: string, own: boolean): void {
  withLock(path, () => {
    const rest = removeFrom(existing(path), key);
    if (rest === undefined) return;
    if (own && entryLists.every((list) => rest[list].length === 0)) rmSync(path);
    else writeKubeconfig(path, rest);
  });
}

function existing(path: string): Kubeconfig {
  try {
    return readKubeconfig(path);
  } catch (error) {
    throw wrapError(error, 'failed to read kubeconfig to remove KIND entry');
  }
}
