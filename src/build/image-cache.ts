import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArchivedImage, writeImageBlobs } from './archive/image-archive.js';
import type { RunConfig } from './archive/image-spec.js';
import type { Arch } from './part.js';

/** The file of a part's directory with an image's blobs: the first part of an image archive. */
export const BLOBS = 'image.blobs';
const IMAGE = 'image.json';

/** Writes an image into a part's directory; names come when it is delivered. @param image its layers are directories */
export async function storeImage(
  dir: string,
  image: { architecture: Arch; run: RunConfig; layers: readonly string[] },
  signal: AbortSignal | undefined,
): Promise<void> {
  const specs = [{ ...image, names: [] }];
  const [archived] = await writeImageBlobs(join(dir, BLOBS), specs, signal ? { signal } : {});
  await writeFile(join(dir, IMAGE), `${JSON.stringify(archived, null, 2)}\n`);
}

/** What `storeImage` wrote. */
export async function readStoredImage(dir: string): Promise<ArchivedImage> {
  return JSON.parse(await readFile(join(dir, IMAGE), 'utf8')) as ArchivedImage;
}
