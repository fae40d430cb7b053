import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KindlingError } from '../src/errors.js';

const DIST = new URL('../', import.meta.url);

/**
 * Makes sure that what is measured is the program as people have it, in one file: after the compiler alone, `bin/kind`
 * runs what that made.
 *
 * @throws {KindlingError} PREFLIGHT when it has to be built
 */
export function demandBundle(): void {
  const modified = (path: string) =>
    statSync(fileURLToPath(new URL(path, DIST)), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (modified('bundle/cli/main.js') >= modified('.tsbuildinfo')) return;
  throw new KindlingError('PREFLIGHT', 'kind is not bundled, or the bundle is older than what was compiled', {
    hint: 'npm run build',
  });
}
