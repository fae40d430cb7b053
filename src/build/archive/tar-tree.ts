import { open, readlink } from 'node:fs/promises';
import { EPOCH } from '../rootfs/epoch.js';
import { type WalkEntry, walk } from '../rootfs/walk.js';
import { padding, TAR_END, type TarMember, tarHeader } from './tar-header.js';

const CHUNK = 1 << 20;

/** Where bytes go, in order. */
export type Write = (chunk: Buffer) => Promise<void>;

/**
 * Writes a directory tree as a tar archive: members sorted, one modification time, numeric owners as on disk,
 * files of one inode as hard links. The same tree gives the same bytes. Devices and sockets are left out: what images
 * have of them, engines make.
 *
 * @param root absolute path of the directory; it is not a member itself
 * @throws the file system's error when a file cannot be read, an Error when one changes size meanwhile,
 *   the signal's reason when it is aborted
 */
export async function writeTree(root: string, write: Write, options: { signal?: AbortSignal } = {}): Promise<void> {
  const seen = new Map<string, string>();
  for await (const entry of walk(root)) {
    options.signal?.throwIfAborted();
    const member = await describe(entry, seen);
    if (member === undefined) continue;
    await write(tarHeader(member));
    if (member.type === 'file' && member.size) await writeContent(entry.hostPath, member.size, write);
  }
  await write(TAR_END);
}

async function describe(entry: WalkEntry, seen: Map<string, string>): Promise<TarMember | undefined> {
  const { stats, path } = entry;
  const common = { path, mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid, mtime: EPOCH };
  if (stats.isDirectory()) return { ...common, type: 'directory' };
  if (stats.isSymbolicLink()) {
    return { ...common, mode: 0o777, type: 'symlink', linkPath: await readlink(entry.hostPath) };
  }
  if (!stats.isFile()) return undefined;
  const inode = `${stats.dev}:${stats.ino}`;
  const first = seen.get(inode);
  if (first !== undefined && stats.nlink > 1) return { ...common, type: 'hardlink', linkPath: first };
  seen.set(inode, path);
  return { ...common, type: 'file', size: stats.size };
}

async function writeContent(path: string, size: number, write: Write): Promise<void> {
  const file = await open(path);
  try {
    let left = size;
    while (left > 0) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(CHUNK, left)));
      if (bytesRead === 0) throw new Error(`file "${path}" got shorter while it was read`);
      await write(buffer.subarray(0, bytesRead));
      left -= bytesRead;
    }
    await write(padding(size));
  } finally {
    await file.close();
  }
}
