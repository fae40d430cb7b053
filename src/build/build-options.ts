import { type Progress, silent } from '../progress.js';
import type { MaterializeOptions } from './cache.js';
import { imageId, type NamedContent, sizeOf } from './content/image-content.js';
import { type ImageSpace, imageSpace } from './explain/image-space.js';
import { type Destination, deliver } from './output/deliver.js';
import type { Arch } from './part.js';

/** What every build of an image takes. It needs an `engine` or an `output`. */
export interface BuildOptions extends Destination {
  /** Name and tag of the image. Defaults: see each image. */
  image?: string;
  /**
   * The image to put this one on, as layers above it: its name in the engine, which pulls it if need be, or the
   * absolute path of an image archive. Default: none.
   */
  baseImage?: string;
  /** Default: the machine's own. */
  arch?: Arch;
  /** Absolute path of the directory that parts are kept in. Default: `$XDG_CACHE_HOME/kindling/parts`. */
  cacheDir?: string;
  /** Is told what takes the space in each image that was built. */
  explain?: (space: ImageSpace) => void;
  /** Default: nothing is reported. */
  progress?: Progress;
  signal?: AbortSignal;
}

export interface BuiltImage {
  /** Its name and tag. */
  image: string;
  /** `sha256:…`, the digest of the image's configuration. */
  id: string;
  /** Bytes of its layers: uncompressed, but for those of a base image that are not. */
  size: number;
  /** Nothing had to be made: the image was in the cache. */
  cached: boolean;
  /** It had to be loaded: the engine did not have it under this name. */
  loaded: boolean;
}

/** What `materialize` takes, from what a build takes. */
export function cachingOptions(options: Pick<BuildOptions, 'cacheDir' | 'progress' | 'signal'>): MaterializeOptions {
  return {
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.progress ? { progress: options.progress } : {}),
    ...(options.cacheDir ? { root: options.cacheDir } : {}),
  };
}

/** Delivers a finished image, and says so. */
export async function finish(image: NamedContent, cached: boolean, options: BuildOptions): Promise<BuiltImage> {
  const [built] = await finishAll([image], cached, options);
  return built as BuiltImage;
}

/** Delivers images that belong together, all to one place. */
export async function finishAll(
  images: readonly NamedContent[],
  cached: boolean,
  options: BuildOptions,
): Promise<BuiltImage[]> {
  const progress = options.progress ?? silent;
  const loaded = await deliver(images, { ...options, progress });
  for (const image of options.explain ? images : []) {
    options.explain?.(await imageSpace(image, image.names[0] ?? ''));
  }
  for (const { names } of images) progress.log(`Image "${names[0]}" build completed.`);
  return images.map((image) => ({
    image: image.names[0] ?? '',
    id: imageId(image),
    size: sizeOf(image),
    cached,
    loaded,
  }));
}
