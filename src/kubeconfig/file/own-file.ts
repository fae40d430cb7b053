import path from 'node:path';
import { kubeconfigPaths } from './paths.js';

/**
 * The file of a cluster's own that kind wrote before 0.6, and `get kubeconfig-path` still does:
 * `.kube/kind-config-<cluster>` in the home directory (spec §1.5).
 *
 * @returns undefined when the environment names no home directory
 */
export function ownKubeconfigPath(
  cluster: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const { dirname, isAbsolute, join } = platform === 'win32' ? path.win32 : path.posix;
  const [usual = ''] = kubeconfigPaths({ ...env, KUBECONFIG: '' }, undefined, platform);
  return isAbsolute(usual) ? join(dirname(usual), `kind-config-${cluster}`) : undefined;
}
