import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { ArchiveError } from './archive-error.js';
import { compressionOf } from './compression.js';
import { memberName, type TarMember } from './tar-members.js';

/** Longer JSON files are no manifests. */
const DOCUMENT_LIMIT = 4 << 20;
/** Other files up to this are not worth to be treated apart. */
const SMALL = 4096;
/** All that is kept together, and all that is read of it: documents may refer to each other again and again. */
const KEPT_LIMIT = 64 << 20;
/** Archives of images have some hundred files. */
const FILE_LIMIT = 100_000;

/** A file of an archive. */
export interface ArchiveFile {
  name: string;
  /** Bytes. */
  size: number;
  /** Where its content begins in the archive, in bytes. */
  offset: number;
  /** What it is compressed with, by its first bytes. */
  compression: 'none' | 'gzip' | 'zstd';
  /** What it is known or was computed to be: `sha256:…`. */
  digest: string | undefined;
  /** Of documents (manifests, configurations) and small files. */
  content: Buffer | undefined;
}

/** What is in an archive: of documents the content, of large files where they are. */
export class ArchiveContents {
  private readonly files = new Map<string, ArchiveFile>();
  private readonly links = new Map<string, string>();
  private kept = 0;
  private read = 0;

  /**
   * Takes a member in.
   *
   * @returns a file whose content is not kept: what to do with that is the caller's business
   * @throws {ArchiveError} when there are too many
   */
  async add(member: TarMember): Promise<ArchiveFile | undefined> {
    const { name, size, offset, head } = member;
    if (this.files.size + this.links.size >= FILE_LIMIT) throw new ArchiveError(`has more than ${FILE_LIMIT} files`);
    if (member.type === 'symlink') {
      this.links.set(name, memberName(posix.join(posix.dirname(name), member.linkName)));
      return undefined;
    }
    const content = this.isKept(member) ? await bufferOf(member) : undefined;
    const file = { name, size, offset, compression: compressionOf(head), digest: digestInName(name), content };
    this.files.set(name, file);
    return content === undefined ? file : undefined;
  }

  /** Whether there is a document of this name. */
  has(name: string): boolean {
    return this.file(name)?.content !== undefined;
  }

  /**
   * The content of a document; undefined when there is none of this name.
   *
   * @throws {ArchiveError} when too much was read
   */
  document(name: string): Buffer | undefined {
    const content = this.file(name)?.content;
    this.read += content?.length ?? 0;
    if (this.read > KEPT_LIMIT) throw new ArchiveError('has documents that refer to each other too often');
    return content;
  }

  /** A file, also by the name of a symbolic link to it. */
  file(name: string): ArchiveFile | undefined {
    let target = memberName(name);
    for (let hops = 0; hops < 8; hops++) target = this.links.get(target) ?? target;
    return this.files.get(target);
  }

  private isKept({ head, size }: TarMember): boolean {
    const isJson = /^\s*[[{]/.test(head.toString('latin1'));
    if (size > (isJson ? DOCUMENT_LIMIT : SMALL) || this.kept + size > KEPT_LIMIT) return false;
    this.kept += size;
    return true;
  }
}

async function bufferOf(member: TarMember): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of member.content()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Where an OCI image layout keeps a blob. */
export function blobName(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/** `sha256:…` of some bytes. */
export function digestOf(content: Buffer): string {
  return digestBy('sha256', content);
}

/** The same with another algorithm. */
export function digestBy(algorithm: 'sha256' | 'sha512', content: Buffer): string {
  return `${algorithm}:${createHash(algorithm).update(content).digest('hex')}`;
}

export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$|^sha512:[0-9a-f]{128}$/.test(text);
}

/** OCI layouts name blobs by their digest, and podman the layers of docker archives. */
function digestInName(name: string): string | undefined {
  const [, algorithm = 'sha256', hex] = /^(?:blobs\/(sha256|sha512)\/)?([0-9a-f]{64,128})(?:\.tar)?$/.exec(name) ?? [];
  const digest = `${algorithm}:${hex}`;
  return isDigest(digest) ? digest : undefined;
}
