import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { FileBytes } from '../../archive/bytes.js';
import { tarMembers } from '../../archive/tar-members.js';
import { KindlingError } from '../../errors.js';
import { blobPath } from '../archive/archive-file.js';
import { BLOBS, readStoredImage } from '../image-cache.js';
import type { ImageContent } from './image-content.js';

interface Range {
  offset: number;
  size: number;
}

/**
 * The image in the directory of a part (see `storeImage`). Its layers are read where they are.
 *
 * @throws {KindlingError} BUILD_FAILED when the part is damaged
 */
export async function readStoredContent(dir: string): Promise<ImageContent> {
  const image = await readStoredImage(dir);
  const file = join(dir, BLOBS);
  const ranges = await blobRanges(file);
  const find = (digest: string): Range => {
    const range = ranges.get(blobPath(digest));
    if (range !== undefined) return range;
    throw new KindlingError('BUILD_FAILED', `"${file}" is damaged: it lacks ${digest}`, {
      hint: `Remove "${dir}": it is made again.`,
    });
  };
  const read = (range: Range) =>
    createReadStream(file, { start: range.offset, end: range.offset + range.size - 1, highWaterMark: 1 << 20 });
  const config: Buffer[] = [];
  for await (const chunk of read(find(image.id))) config.push(chunk as Buffer);
  const layers = image.layers.map((digest) => {
    const range = find(digest);
    return { digest, diffId: digest, size: range.size, compression: 'none' as const, read: () => read(range) };
  });
  return { config: Buffer.concat(config), layers };
}

async function blobRanges(path: string): Promise<Map<string, Range>> {
  const file = await open(path);
  try {
    const ranges = new Map<string, Range>();
    const { size } = await file.stat();
    for await (const member of tarMembers(new FileBytes(file, size))) {
      ranges.set(member.name, { offset: member.offset, size: member.size });
    }
    return ranges;
  } finally {
    await file.close();
  }
}
