import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface WalkEntry {
  /** Path relative to the root, without a leading slash: `usr/bin/env`. */
  path: string;
  hostPath: string;
  stats: Stats;
}

/**
 * Everything below `root` (not the root itself), parents before children, sorted by the names' bytes: the same
 * tree gives the same order on every host.
 */
export async function* walk(root: string, prefix = ''): AsyncGenerator<WalkEntry> {
  const names = await readdir(join(root, prefix), { encoding: 'utf8' });
  for (const name of names.sort(byBytes)) {
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const hostPath = join(root, path);
    const stats = await lstat(hostPath);
    yield { path, hostPath, stats };
    if (stats.isDirectory()) yield* walk(root, path);
  }
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
