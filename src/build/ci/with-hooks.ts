import { basename, join } from 'node:path';
import type { Engine } from '../../engine/engine.js';
import { SEED_PATH, type SeedFile } from '../../seed/seed.js';
import { appendLayer, writeLayer } from '../content/append-layer.js';
import type { EngineImageOptions } from '../content/engine-archive.js';
import type { ImageContent } from '../content/image-content.js';
import { deliver } from '../output/deliver.js';
import { preload } from '../preload/preload.js';
import { Tree } from '../rootfs/tree.js';
import { type HookRun, runHooks } from './hooks.js';

export interface HookedImage extends Pick<HookRun, 'directory' | 'staticIp' | 'env'> {
  /** Where the hooks run. */
  engine: Engine;
  /** Of the node image. */
  seed: SeedFile;
}

/**
 * Runs hooks in a container of a CI image. What they have put into its cluster becomes the seed of an image on top of it,
 * and the images that have come by then are preloaded.
 *
 * @throws {KindlingError} as `runHooks`
 */
export async function withHooks(
  plain: ImageContent,
  { engine, seed, ...hooks }: HookedImage,
  options: EngineImageOptions,
): Promise<ImageContent> {
  const { work, progress, signal } = options;
  const name = `localhost/kindling/ci-build:${basename(work.dir).replace(/^\W+/, '')}`;
  try {
    await deliver([{ ...plain, names: [name] }], { engine, progress, signal });
    const imagesFile = join(work.dir, 'hooks.images.tar');
    const { objects, images } = await runHooks({ ...hooks, engine, image: name, imagesFile, progress, signal });
    const tree = new Tree(join(work.dir, 'hooks'));
    await tree.file(SEED_PATH, `${JSON.stringify({ ...seed, objects })}\n`);
    const layer = await writeLayer(tree.root, join(work.dir, 'hooks.layer'), signal);
    return await preload(appendLayer(plain, layer), images.length > 0 ? { archives: [imagesFile] } : {}, options);
  } finally {
    if (await engine.hasImage(name)) await engine.removeImage(name);
  }
}
