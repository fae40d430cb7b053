import { posix } from 'node:path';
import { ArchiveError } from './archive-error.js';
import type { Bytes } from './bytes.js';
import { CONTENTLESS, parsePax, parseSize, parseTarHeader, TAR_BLOCK } from './tar-header.js';

/** A file or symbolic link in a tar archive. */
export interface TarMember {
  /** Without `./` and the like. */
  name: string;
  type: 'file' | 'symlink';
  /** Bytes of content. */
  size: number;
  /** Where the content begins, in bytes from the archive's beginning. */
  offset: number;
  /** Symbolic links: what they say. */
  linkName: string;
  /** The first bytes of the content, up to 8. */
  head: Buffer;
  /** The content, once, before the next member is asked for. What is not read is skipped. */
  content(): AsyncGenerator<Buffer>;
}

const HEAD = 8;
/** Longer names and records are not believed. */
const EXTENSION_LIMIT = 1 << 20;

/** Names are compared in this form. */
export function memberName(name: string): string {
  return posix.normalize(`/${name}`).slice(1).replace(/\/$/, '');
}

/**
 * Goes through a tar archive. Its end is two empty blocks, or the end of the bytes between two members.
 *
 * @throws {ArchiveError} when it is no tar archive, or breaks off
 */
export async function* tarMembers(bytes: Bytes): AsyncGenerator<TarMember> {
  let extended: { name?: string; linkName?: string; size?: number } = {};
  for (;;) {
    const block = await bytes.read(TAR_BLOCK);
    if (block.length === 0 && bytes.position > 0) return;
    if (block.length < TAR_BLOCK)
      throw bytes.position < TAR_BLOCK ? new ArchiveError('not a tar archive') : broken(bytes);
    if (block.every((byte) => byte === 0)) return;
    const header = parseTarHeader(block);
    if ('xgLK'.includes(header.type)) {
      const content = await extension(bytes, header.size);
      if (header.type === 'x') extended = { ...extended, ...paxFields(content) };
      else if (header.type === 'L') extended.name = untilZero(content);
      else if (header.type === 'K') extended.linkName = untilZero(content);
      continue;
    }
    const { type, linkName, name, size: told } = { ...header, ...extended };
    const size = CONTENTLESS.includes(type) ? 0 : told;
    extended = {};
    const offset = bytes.position;
    if (/[027]/.test(type)) {
      yield await member(bytes, {
        name: memberName(name),
        type: type === '2' ? 'symlink' : 'file',
        size,
        linkName,
        offset,
      });
    }
    await skipTo(bytes, offset + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK);
  }
}

async function member(bytes: Bytes, facts: Omit<TarMember, 'head' | 'content'>): Promise<TarMember> {
  const head = await bytes.read(Math.min(HEAD, facts.size));
  if (head.length < Math.min(HEAD, facts.size)) throw broken(bytes);
  return {
    ...facts,
    head,
    async *content() {
      if (head.length > 0) yield head;
      yield* bytes.chunks(facts.size - head.length);
      if (bytes.position < facts.offset + facts.size) throw broken(bytes);
    },
  };
}

async function skipTo(bytes: Bytes, end: number): Promise<void> {
  await bytes.skip(end - bytes.position);
  if (bytes.position < end) throw broken(bytes);
}

async function extension(bytes: Bytes, size: number): Promise<Buffer> {
  if (size > EXTENSION_LIMIT) throw new ArchiveError('a header of it is too long');
  const start = bytes.position;
  const content = await bytes.read(size);
  await skipTo(bytes, start + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK);
  return content;
}

function paxFields(content: Buffer): { name?: string; linkName?: string; size?: number } {
  const records = parsePax(content);
  const [name, linkName, size] = ['path', 'linkpath', 'size'].map((key) => records.get(key));
  return {
    ...(name !== undefined && { name }),
    ...(linkName !== undefined && { linkName }),
    ...(size !== undefined && { size: parseSize(size) }),
  };
}

function untilZero(content: Buffer): string {
  return content.toString().replace(/\0.*$/s, '');
}

function broken(bytes: Bytes): ArchiveError {
  return new ArchiveError(`breaks off after ${bytes.position} bytes`);
}
