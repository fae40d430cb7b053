import { statSync } from 'node:fs';
import { win32 } from 'node:path';

/** What is known of a path; undefined when there is nothing there. */
export type Stat = (path: string) => { writable: boolean } | undefined;

/**
 * The home directory on Windows, chosen as kubectl does (spec §3.12): one that holds `.kube\config`, else one that is
 * writable, else one that exists, else one that is named at all. Empty when the environment names none.
 */
export function windowsHome(env: NodeJS.ProcessEnv, stat: Stat = statPath): string {
  const home = env.HOME ?? '';
  const drive = env.HOMEDRIVE && env.HOMEPATH ? env.HOMEDRIVE + env.HOMEPATH : '';
  const profile = env.USERPROFILE ?? '';
  const named = (candidates: string[]) => candidates.filter((candidate) => candidate !== '');
  const configured = named([home, drive, profile]).find((dir) => stat(win32.join(dir, '.kube', 'config')));
  if (configured !== undefined) return configured;
  const candidates = named([home, profile, drive]);
  return candidates.find((dir) => stat(dir)?.writable) ?? candidates.find((dir) => stat(dir)) ?? candidates[0] ?? '';
}

function statPath(path: string): { writable: boolean } | undefined {
  try {
    return { writable: (statSync(path).mode & 0o200) !== 0 };
  } catch {
    return undefined;
  }
}
