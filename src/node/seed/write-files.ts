import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { SeedNodeFile } from '../../seed/seed.js';

/**
 * @param files by absolute path, a directory before what is in it
 * @throws when one is there already: somebody wants another cluster than the seed's
 */
export function writeFiles(files: Iterable<readonly [path: string, file: SeedNodeFile]>): void {
  for (const [path, { mode, text }] of files) {
    if (text === undefined) mkdirSync(path, { recursive: true, mode });
    else writeWhole(path, text, mode);
  }
}

/** Writes a file that is not there before it is complete: the kubelet watches the directory. */
function writeWhole(path: string, text: string, mode: number): void {
  const hidden = join(dirname(path), `.${basename(path)}`);
  writeFileSync(hidden, text, { mode, flag: 'wx' });
  linkSync(hidden, path);
  rmSync(hidden);
}
