import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { KindlingError } from '../../errors.js';
import type { RunConfig } from '../archive/image-spec.js';
import { appendLayer } from './append-layer.js';
import { openImageArchive } from './archive-content.js';
import { type EngineImageOptions, imageOfEngine } from './engine-archive.js';
import { configOf, type ImageContent } from './image-content.js';

/**
 * Opens the image that another one is put on.
 *
 * @param base absolute path of an image archive, or a name in the engine
 * @throws {KindlingError} as `imageOfEngine` and `openImageArchive`; USAGE when an archive has several images
 */
export async function openBaseImage(base: string, options: EngineImageOptions): Promise<ImageContent> {
  const entry = isAbsolute(base) ? await stat(base).catch(() => undefined) : undefined;
  if (!entry?.isFile()) return await imageOfEngine(base, options);
  const archive = await openImageArchive(base, options.arch, options.work.dir, options.signal);
  options.work.closeAtEnd(archive);
  const [image, ...others] = archive.images;
  if (image !== undefined && others.length === 0) return image;
  throw new KindlingError('USAGE', `archive "${base}" has ${archive.images.length} images: which is the base?`, {
    hint: 'give an archive of one image',
  });
}

/** Puts an image's layers on another image. The result runs as the upper one does. */
export function putOn(base: ImageContent, image: ImageContent): ImageContent {
  const { config = {} } = configOf(image);
  return image.layers.reduce<ImageContent>((below, layer) => appendLayer(below, layer, config as RunConfig), base);
}
