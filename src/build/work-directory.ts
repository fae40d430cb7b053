import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { partsRoot } from './cache.js';

/** A directory for what is needed while a build runs, and what has to be closed at its end. */
export interface WorkDirectory {
  /** Absolute path. */
  dir: string;
  /** Closes something when the build ends, before the directory goes. */
  closeAtEnd(item: { close(): Promise<void> }): void;
}

/**
 * Makes a directory beside the parts, which are as large as what is put there, for as long as `use` runs.
 *
 * @param cacheDir directory of the parts. Default: `partsRoot()`
 */
export async function withWorkDirectory<T>(
  cacheDir: string | undefined,
  use: (work: WorkDirectory) => Promise<T>,
): Promise<T> {
  // A name by which the cache knows what was left behind by a process that was killed.
  const dir = join(cacheDir ?? partsRoot(), `.work.${process.pid}.${randomBytes(4).toString('hex')}`);
  await mkdir(dir, { recursive: true });
  const open: { close(): Promise<void> }[] = [];
  try {
    return await use({ dir, closeAtEnd: (item) => open.push(item) });
  } finally {
    for (const item of open) await item.close();
    await rm(dir, { recursive: true, force: true });
  }
}
