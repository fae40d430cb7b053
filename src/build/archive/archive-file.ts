import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { EPOCH } from '../rootfs/epoch.js';
import { padding, tarHeader } from './tar-header.js';
import { writeTree } from './tar-tree.js';

export interface Blob {
  digest: string;
  size: number;
}

const BATCH = 1 << 20;

/** Where a blob is in an image archive (OCI image layout). */
export function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/** A small file of an archive: header, content, padding. */
export function member(path: string, content: Buffer): Buffer {
  const header = tarHeader({ path, type: 'file', mode: 0o644, mtime: EPOCH, size: content.length });
  return Buffer.concat([header, content, padding(content.length)]);
}

/** The archive's file. A blob's name is its digest, known only once it is written: its header is filled in then. */
export class ArchiveFile {
  private position = 0;
  private pending: Buffer[] = [];
  private pendingSize = 0;
  private readonly digests = new Set<string>();

  constructor(private readonly handle: FileHandle) {}

  async directory(path: string): Promise<void> {
    await this.append(tarHeader({ path, type: 'directory', mode: 0o755, mtime: EPOCH }));
  }

  async blob(content: Buffer): Promise<Blob> {
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    if (!this.digests.has(digest)) await this.append(member(blobPath(digest), content));
    this.digests.add(digest);
    return { digest, size: content.length };
  }

  async layer(root: string, signal: AbortSignal | undefined): Promise<Blob> {
    const start = this.position;
    await this.append(Buffer.alloc(512));
    const hash = createHash('sha256');
    await writeTree(
      root,
      async (chunk) => {
        hash.update(chunk);
        await this.append(chunk);
      },
      signal ? { signal } : {},
    );
    const size = this.position - start - 512;
    const digest = `sha256:${hash.digest('hex')}`;
    await this.flush();
    const header = tarHeader({ path: blobPath(digest), type: 'file', mode: 0o644, mtime: EPOCH, size });
    await this.handle.write(header, 0, header.length, start);
    this.digests.add(digest);
    return { digest, size };
  }

  /** Most members are small: they are written in batches. */
  private async append(chunk: Buffer): Promise<void> {
    this.pending.push(chunk);
    this.pendingSize += chunk.length;
    this.position += chunk.length;
    if (this.pendingSize >= BATCH) await this.flush();
  }

  async flush(): Promise<void> {
    const start = this.position - this.pendingSize;
    const batch = this.pending.length === 1 ? this.pending[0] : Buffer.concat(this.pending);
    this.pending = [];
    this.pendingSize = 0;
    if (batch) await this.handle.write(batch, 0, batch.length, start);
  }
}
