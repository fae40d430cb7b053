import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Engine } from '../engine/engine.js';
import { type ArchivedImage, archiveTail, writeImageBlobs } from './archive/image-archive.js';
import type { RunConfig } from './archive/image-spec.js';
import type { Arch } from './part.js';

const BLOBS = 'image.blobs';
const IMAGE = 'image.json';

/** Writes a finished root file system as a one-layer image into a part's directory; names come when it is loaded. */
export async function storeImage(
  dir: string,
  root: string,
  image: { architecture: Arch; run: RunConfig },
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

/** The image's archive, under these names, for `docker load` and its like. */
export function openStoredImage(dir: string, image: ArchivedImage, names: readonly string[]): Readable {
  return Readable.from(
    (async function* () {
      yield* createReadStream(join(dir, BLOBS), { highWaterMark: 1 << 20 });
      yield archiveTail([{ ...image, names }]);
    })(),
    { objectMode: false, highWaterMark: 1 << 20 },
  );
}

/**
 * Loads a stored image into an engine under `name`, unless the engine has it there already.
 *
 * @returns whether it was loaded
 * @throws {KindlingError} what the engine throws
 */
export async function loadStoredImage(
  dir: string,
  image: ArchivedImage,
  name: string,
  engine: Engine,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const options = signal ? { signal } : {};
  const present = (await engine.imageId(name, options))?.replace(/^sha256:/, '');
  if ([image.id, image.manifestDigest].some((digest) => digest === `sha256:${present}`)) return false;
  await engine.loadImage(openStoredImage(dir, image, [name]), options);
  return true;
}
