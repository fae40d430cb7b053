import { accessSync, constants } from 'node:fs';
import { KindlingError } from '../../errors.js';

/**
 * Where a program is found, as execvp(3) looks for it.
 *
 * @param name of the program, or a path if it has a slash
 * @param path value of PATH
 * @throws {KindlingError} NODE_FAILED when it is nowhere
 */
export function findProgram(name: string, path: string): string {
  if (name.includes('/')) return name;
  for (const directory of path.split(':')) {
    const candidate = `${directory || '.'}/${name}`;
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // look on
    }
  }
  throw new KindlingError('NODE_FAILED', `cannot start "${name}": not found in PATH (${path})`);
}
