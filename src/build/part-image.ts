import { cancellable } from '../cancelled.js';
import { silent } from '../progress.js';
import { hostArch } from './base/base-parts.js';
import { type BuildOptions, type BuiltImage, cachingOptions, finish } from './build-options.js';
import { materialize } from './cache.js';
import { type ImageContent, imageId } from './content/image-content.js';
import { openBaseImage, putOn } from './content/on-base.js';
import { readStoredContent } from './content/stored-content.js';
import { checkDestination } from './output/deliver.js';
import type { Arch, Part } from './part.js';
import { type WorkDirectory, withWorkDirectory } from './work-directory.js';

/**
 * Builds an image that is one part, and brings it to where it is wanted.
 *
 * @param defaultName the image's name when none is given; it may depend on the image
 * @param makePart the part; it holds what `storeImage` writes
 */
export async function buildPartImage(
  options: BuildOptions,
  defaultName: string | ((image: ImageContent) => string),
  makePart: (arch: Arch) => Promise<Part>,
): Promise<BuiltImage> {
  const { arch = hostArch } = options;
  return await cancellable(options.signal, async () => {
    const fixed = options.image ?? (typeof defaultName === 'string' ? defaultName : undefined);
    await checkDestination(fixed === undefined ? [] : [fixed], options);
    return await withWorkDirectory(options.cacheDir, async (work) => {
      const { dir, cached } = await materialize(await makePart(arch), cachingOptions(options));
      const content = await contentOnBase(await readStoredContent(dir), arch, work, options);
      const image = fixed ?? (defaultName as (image: ImageContent) => string)(content);
      return await finish({ ...content, names: [image] }, cached, options);
    });
  });
}

/** The image on the base image that the options name, if they do. */
export async function contentOnBase(
  image: ImageContent,
  arch: Arch,
  work: WorkDirectory,
  { baseImage, engine, progress = silent, signal }: BuildOptions,
): Promise<ImageContent> {
  if (baseImage === undefined) return image;
  return putOn(await openBaseImage(baseImage, { engine, arch, work, progress, signal }), image);
}

/** The first 12 digits of an image's ID, for a tag. */
export function shortId(image: ImageContent): string {
  return imageId(image).slice('sha256:'.length, 'sha256:'.length + 12);
}
