import { closeSync, constants, createReadStream, openSync, readSync } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { lines } from '../../../lines.js';

/** How much is handed on at a time, in bytes. */
const CHUNK = 1 << 20;

/** A part of a tar archive: bytes as they are, or the content of a file. */
type Part = { length: number } & ({ bytes: Buffer } | { path: Buffer });

/** A line of a tar-split file. */
interface Entry {
  /** 1: a file, 2: bytes between files. */
  type: number;
  /** Of bytes: themselves, in base64. */
  payload?: string | null;
  name?: string;
  /** In base64, when the name is not UTF-8. */
  name_raw?: string;
  size?: number;
}

/**
 * The size of a layer's tar archive, in bytes.
 *
 * @param split path of its tar-split file
 */
export async function splitTarSize(split: string): Promise<number> {
  let size = 0;
  for await (const { length } of partsOf(split)) size += length;
  return size;
}

/**
 * A layer's tar archive, to the byte. Engines with overlay storage keep a layer as files, and beside them what else was
 * in its archive.
 *
 * @param split path of the layer's tar-split file, compressed with gzip
 * @param root path of the directory with the layer's files
 * @throws the file system's error, or an error when a file has become shorter
 * @see https://github.com/vbatts/tar-split for the format
 */
export async function* readSplitTar(split: string, root: string): AsyncGenerator<Buffer> {
  let chunk = Buffer.allocUnsafe(CHUNK);
  let filled = 0;
  for await (const part of partsOf(split)) {
    for (const source = new PartSource(part, root); source.left > 0; ) {
      filled += source.read(chunk, filled);
      if (filled < CHUNK) continue;
      yield chunk;
      chunk = Buffer.allocUnsafe(CHUNK);
      filled = 0;
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}

/** A part that is being read. Files are read synchronously: most are small, and in the system's cache. */
class PartSource {
  left: number;
  private file: number | undefined;

  constructor(
    private readonly part: Part,
    private readonly root: string,
  ) {
    this.left = part.length;
  }

  /** Fills a buffer from a position on; returns how many bytes came. */
  read(target: Buffer, at: number): number {
    const { part } = this;
    const wanted = Math.min(this.left, target.length - at);
    const start = part.length - this.left;
    const count =
      'bytes' in part
        ? part.bytes.copy(target, at, start, start + wanted)
        : this.readFile(part.path, target, at, wanted);
    this.left -= count;
    return count;
  }

  private readFile(path: Buffer, target: Buffer, at: number, wanted: number): number {
    const full = Buffer.concat([Buffer.from(`${this.root}/`), path]);
    this.file ??= openSync(full, constants.O_RDONLY | constants.O_NOFOLLOW);
    let count = 0;
    try {
      count = readSync(this.file, target, at, wanted, null);
      if (count === 0) throw new Error(`${full} is shorter than it was`);
      return count;
    } finally {
      if (count === 0 || count === this.left) closeSync(this.file);
    }
  }
}

async function* partsOf(split: string): AsyncGenerator<Part> {
  // The callback is for nothing: errors are thrown where the last one is read.
  const text = pipeline(createReadStream(split), createGunzip(), () => undefined);
  for await (const line of lines(text)) {
    const { type, payload, name, name_raw, size = 0 } = JSON.parse(line) as Entry;
    if (type === 2) {
      const bytes = Buffer.from(payload ?? '', 'base64');
      yield { length: bytes.length, bytes };
    } else if (size > 0) {
      yield { length: size, path: name_raw === undefined ? Buffer.from(name ?? '') : Buffer.from(name_raw, 'base64') };
    }
  }
}
