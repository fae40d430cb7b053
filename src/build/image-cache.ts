import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Engine } from '../engine/engine.js';
import { type ArchivedImage, archiveTail, writeImageBlobs } from './archive/image-archive.js';
import type { ForeignLayer, RunConfig } from './archive/image-spec.js';
import type { Arch } from './part.js';

const BLOBS = 'image.blobs';
const IMAGE = 'image.json';

/**
 * Writes a finished root file system as an image of one layer into a part's directory; names come when it is loaded.
 *
 * @param image `below`: layers under it, of an image that another part's directory has
 */
export async function storeImage(
  dir: string,
  root: string,
  image: { architecture: Arch; run: RunConfig; below?: readonly ForeignLayer[] },
  signal: AbortSignal | undefined,
): Promise<void> {
  const specs = [{ ...image, names: [], layers: [root] }];
  const [archived] = await writeImageBlobs(join(dir, BLOBS), specs, signal ? { signal } : {});
  await writeFile(join(dir, IMAGE), `${JSON.stringify(archived, null, 2)}\n`);
}

/** What `storeImage` wrote. */
export async function readStoredImage(dir: string): Promise<ArchivedImage> {
  return JSON.parse(await readFile(join(dir, IMAGE), 'utf8')) as ArchivedImage;
}

/**
 * The image's archive, under these names, for `docker load` and its like.
 *
 * @param dirs the part's directory, and those of the parts whose layers are below
 */
export function openStoredImage(dirs: readonly string[], image: ArchivedImage, names: readonly string[]): Readable {
  return Readable.from(
    (async function* () {
      for (const dir of dirs) yield* createReadStream(join(dir, BLOBS), { highWaterMark: 1 << 20 });
      yield archiveTail([{ ...image, names }]);
    })(),
    { objectMode: false, highWaterMark: 1 << 20 },
  );
}

/**
 * Loads a stored image into an engine under `name`, unless the engine has it there already.
 *
 * @param dirs see `openStoredImage`
 * @returns whether it was loaded
 * @throws {KindlingError} what the engine throws
 */
export async function loadStoredImage(
  dirs: readonly string[],
  image: ArchivedImage,
  name: string,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const options = signal ? { signal } : {};
  const present = (await engine.imageId(name, options))?.replace(/^sha256:/, '');
  if ([image.id, image.manifestDigest].some((digest) => digest === `sha256:${present}`)) return false;
  await engine.loadImage(openStoredImage(dirs, image, [name]), options);
  return true;
}
