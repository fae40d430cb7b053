import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { SeedNodeFile } from '../../seed/seed.js';

/** Where a node's absolute path is really found: itself, or below a test's directory. */
export type Locate = (path: string) => string;

/** A file of the node, and its absolute path. */
export type PlacedFile = readonly [path: string, file: SeedNodeFile];

export const itself: Locate = (path) => path;

/**
 * @param files by absolute path, a directory before what is in it
 * @param at where paths of the node are. Default: there
 * @throws when one is there already: somebody wants another cluster than the seed's
 */
export function writeFiles(files: Iterable<PlacedFile>, at: Locate = itself): void {
  for (const [path, { mode, text }] of files) {
    if (text === undefined) mkdirSync(at(path), { recursive: true, mode });
    else writeWhole(at(path), text, mode);
  }
}

/** Writes a file that is not there before it is complete: the kubelet watches the directory. */
function writeWhole(path: string, text: string, mode: number): void {
  const hidden = join(dirname(path), `.${basename(path)}`);
  writeFileSync(hidden, text, { mode, flag: 'wx' });
  linkSync(hidden, path);
  rmSync(hidden);
}
