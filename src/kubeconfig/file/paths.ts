import path from 'node:path';
import { windowsHome } from './windows-home.js';

/**
 * The kubeconfig files in use, first to last: the explicit one alone; else those of `$KUBECONFIG`, without empty and
 * repeated entries; else `.kube/config` in the home directory (spec §3.12).
 */
export function kubeconfigPaths(
  env: NodeJS.ProcessEnv,
  explicit?: string,
  platform: NodeJS.Platform = process.platform,
): string[] {
  if (explicit) return [explicit];
  const { delimiter, join } = platform === 'win32' ? path.win32 : path.posix;
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((entry) => entry !== '');
  if (listed.length > 0) return [...new Set(listed)];
  const home = platform === 'win32' ? windowsHome(env) : (env.HOME ?? '');
  return [join(home, '.kube', 'config')];
}
