import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a CNI configuration unless it is there already. The container runtime watches the directory and must never
 * see half of it: written beside it under a name that the runtime ignores, then renamed.
 *
 * @returns whether it was written
 */
export function writeConflist(path: string, text: string): boolean {
  try {
    if (readFileSync(path, 'utf8') === text) return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.temp`, text, { mode: 0o644 });
  renameSync(`${path}.temp`, path);
  return true;
}
