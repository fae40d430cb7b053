import { statSync } from 'node:fs';
import { kubeconfigPaths } from './paths.js';

/**
 * The file that new entries go to: the first regular file of those in use, else the last of them. One that can't be
 * looked at counts as missing (spec §3.12).
 */
export function pathForMerge(
  env: NodeJS.ProcessEnv,
  explicit?: string,
  platform: NodeJS.Platform = process.platform,
): string {
  const paths = kubeconfigPaths(env, explicit, platform);
  return paths.find(isFile) ?? paths.at(-1) ?? '';
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
