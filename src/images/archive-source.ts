import { type FileHandle, open } from 'node:fs/promises';
import { addAbortSignal, pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { KindlingError, messageOf } from '../errors.js';
import { ArchiveError } from './archive/archive-error.js';
import type { ArchivedImage } from './archive/archived-image.js';
import type { ArchiveFile } from './archive/contents.js';

/** An image archive that is ready to be read. */
export type OpenArchive =
  /** A tar file, in which everything can be found before anything is sent. */
  | { kind: 'file'; file: FileHandle; size: number; close(): Promise<void> }
  /** A tar archive from front to back. */
  | { kind: 'stream'; stream: AsyncIterable<Buffer>; close(): Promise<void> }
  /** Images whose layers can be read one by one. */
  | {
      kind: 'images';
      images: ArchivedImage[];
      read(layer: ArchiveFile): AsyncIterable<Buffer>;
      close(): Promise<void>;
    }
  /** Compressed in a way that only containerd reads. */
  | { kind: 'opaque'; stream: AsyncIterable<Buffer>; close(): Promise<void> };

/** Where an image archive comes from. */
export interface ArchiveSource {
  /** What it is called in messages: a path, `stdin`. */
  label: string;
  /** It can be opened again. */
  repeatable: boolean;
  /** The same images from elsewhere, for when something is wrong with these. */
  otherwise?: ArchiveSource;
  /** @throws {KindlingError} IMAGE_NOT_FOUND when it cannot be read */
  open(signal?: AbortSignal): Promise<OpenArchive>;
}

/**
 * An archive by its absolute path.
 *
 * @param repeatable it is a file; not a pipe, which can be read once only
 */
export function fileSource(path: string, repeatable: boolean): ArchiveSource {
  return {
    label: path,
    repeatable,
    open: async (signal) => {
      const file = await open(path).catch(cannotOpen);
      const entry = await file.stat();
      const head = Buffer.alloc(4);
      if (entry.isFile()) await file.read(head, 0, head.length, 0);
      if (entry.isFile() && compressionOf(head) === 'none') {
        return { kind: 'file', file, size: entry.size, close: () => file.close() };
      }
      return await openStream(file.createReadStream({ highWaterMark: 1 << 18 }), signal);
    },
  };
}

/** An archive that comes as a stream. @param make called each time it is opened */
export function streamSource(label: string, repeatable: boolean, make: () => Readable): ArchiveSource {
  return { label, repeatable, open: (signal) => openStream(make(), signal) };
}

async function openStream(stream: Readable, signal: AbortSignal | undefined): Promise<OpenArchive> {
  if (signal) addAbortSignal(signal, stream);
  const close = async () => {
    stream.on('error', () => undefined).destroy();
  };
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  let head: Buffer = Buffer.alloc(0);
  while (head.length < 4) {
    const next = await chunks.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  const whole = resume(head, chunks);
  const compression = compressionOf(head);
  if (compression === 'zstd') return { kind: 'opaque', stream: whole, close };
  return { kind: 'stream', stream: compression === 'gzip' ? gunzip(whole) : whole, close };
}

async function* resume(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* gunzip(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  // The callback is for nothing: errors are thrown where the last one is read.
  const plain = pipeline(Readable.from(stream, { objectMode: false }), createGunzip(), () => undefined);
  try {
    yield* plain;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    throw code.startsWith('Z_') ? new ArchiveError(`cannot be uncompressed: ${messageOf(cause)}`, { cause }) : cause;
  }
}

function compressionOf(head: Buffer): 'none' | 'gzip' | 'zstd' {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return head.length >= 4 && head.readUInt32BE(0) === 0x28b52ffd ? 'zstd' : 'none';
}

function cannotOpen(cause: unknown): never {
  throw new KindlingError('IMAGE_NOT_FOUND', `failed to open image: ${messageOf(cause)}`, { cause });
}
