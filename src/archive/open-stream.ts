import { addAbortSignal, pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf } from '../errors.js';
import { ArchiveError } from './archive-error.js';
import { compressionOf } from './compression.js';

/** An archive that is read from front to back, once. */
export interface StreamedArchive {
  /** `stream`: a tar archive. `opaque`: compressed in a way that only engines and containerd read. */
  kind: 'stream' | 'opaque';
  stream: AsyncIterable<Buffer>;
  close(): Promise<void>;
}

/** Looks at the beginning of an archive, and uncompresses what is compressed with gzip. */
export async function openStream(stream: Readable, signal?: AbortSignal): Promise<StreamedArchive> {
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
