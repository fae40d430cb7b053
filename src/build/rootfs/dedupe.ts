import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, rename } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type WalkEntry, walk } from './walk.js';

export interface DedupeResult {
  /** Files that became a hard link to another one. */
  linked: number;
  /** Bytes saved. */
  saved: number;
}

const SETID = 0o6000;

/**
 * Makes files of equal content, mode and owner one inode, below `root`. Kubernetes' binary, the Node runtime and
 * shared libraries stand in the node's own file system and again in the images it brings: on disk and in memory
 * they are then there once.
 *
 * Set-uid and set-gid files, empty files and files below 4 KiB are left alone: nothing is to be gained. Modification
 * times are not compared, for images have one time only.
 * Nor does writing to one of them in a running node change the other: overlayfs copies a file up first.
 */
export async function dedupe(root: string): Promise<DedupeResult> {
  const bySize = new Map<string, WalkEntry[]>();
  for await (const entry of walk(root)) {
    const { stats } = entry;
    if (!stats.isFile() || stats.size < 4096 || (stats.mode & SETID) !== 0) continue;
    const key = `${stats.size} ${stats.mode} ${stats.uid} ${stats.gid}`;
    const group = bySize.get(key);
    if (group) group.push(entry);
    else bySize.set(key, [entry]);
  }
  const result: DedupeResult = { linked: 0, saved: 0 };
  for (const group of bySize.values()) {
    if (group.length > 1) await linkEqual(group, result);
  }
  return result;
}

async function linkEqual(group: readonly WalkEntry[], result: DedupeResult): Promise<void> {
  const firstByHash = new Map<string, WalkEntry>();
  const hashByInode = new Map<number, string>();
  for (const entry of group) {
    const hash = hashByInode.get(entry.stats.ino) ?? (await hashFile(entry.hostPath));
    hashByInode.set(entry.stats.ino, hash);
    const first = firstByHash.get(hash);
    if (first === undefined) {
      firstByHash.set(hash, entry);
    } else if (first.stats.ino !== entry.stats.ino) {
      const temporary = `${entry.hostPath}.dedupe`;
      await link(first.hostPath, temporary);
      await rename(temporary, entry.hostPath);
      result.linked += 1;
      result.saved += entry.stats.size;
    }
  }
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
