import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { ArchivedImage } from '../archive/archived-image.js';
import { compressionOf } from '../archive/compression.js';
import type { ArchiveFile } from '../archive/contents.js';
import { openStream, type StreamedArchive } from '../archive/open-stream.js';
import { KindlingError } from '../errors.js';
import { systemErrorText } from '../system-error.js';

/** An image archive that is ready to be read. */
export type OpenArchive =
  /** A tar file, in which everything can be found before anything is sent. */
  | { kind: 'file'; file: FileHandle; size: number; close(): Promise<void> }
  | StreamedArchive
  /** Images whose layers can be read one by one. */
  | {
      kind: 'images';
      images: ArchivedImage[];
      read(layer: ArchiveFile): AsyncIterable<Buffer>;
      close(): Promise<void>;
    };

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

function cannotOpen(cause: unknown): never {
  throw new KindlingError('IMAGE_NOT_FOUND', `failed to open image: ${systemErrorText(cause)}`, { cause });
}
