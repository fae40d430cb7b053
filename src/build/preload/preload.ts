import { join } from 'node:path';
import { KindlingError } from '../../errors.js';
import { appendLayer, writeLayer } from '../content/append-layer.js';
import { type ArchiveContent, openImageArchive } from '../content/archive-content.js';
import { type EngineImageOptions, imageOfEngine } from '../content/engine-archive.js';
import type { ImageContent } from '../content/image-content.js';
import { readImageFiles } from '../content/read-files.js';
import { Tree } from '../rootfs/tree.js';
import { INDEX_PATH, writeImages } from './image-blobs.js';

/** Images to be in a node image beyond Kubernetes' own. */
export interface PreloadSources {
  /** Absolute paths of image archives. */
  archives?: readonly string[];
  /** Names of images in the engine, which pulls those that it lacks. */
  images?: readonly string[];
}

/**
 * Puts images into a node image: a layer on top of it with what the node's containerd keeps of them. They stay as they
 * are, so that digests are those that the images came with, and are unpacked when they are first used.
 *
 * @throws {KindlingError} IMAGE_NOT_FOUND, IMAGE_INVALID, USAGE as `openImageArchive` and `imageOfEngine`
 */
export async function preload(
  node: ImageContent,
  sources: PreloadSources,
  options: EngineImageOptions,
): Promise<ImageContent> {
  const images = await openPreloads(sources, options);
  if (images.length === 0) return node;
  const { work, progress, signal } = options;
  const index = (await readImageFiles(node, [INDEX_PATH])).get(INDEX_PATH);
  if (index === undefined) {
    throw new KindlingError('BUILD_FAILED', 'the node image has no image store that images could be put into');
  }
  const tree = new Tree(join(work.dir, 'preload'));
  await writeImages(tree, images, index, signal);
  for (const name of images.flatMap(({ names }) => names)) progress.log(`Image "${name}" is preloaded.`, 1);
  return appendLayer(node, await writeLayer(tree.root, join(work.dir, 'preload.layer'), signal));
}

/** Opens the images, which are closed at the build's end. */
export async function openPreloads(
  { archives = [], images = [] }: PreloadSources,
  options: EngineImageOptions,
): Promise<ArchiveContent[]> {
  const found: ArchiveContent[] = [];
  for (const path of archives) {
    const archive = await openImageArchive(path, options.arch, options.work.dir, options.signal);
    options.work.closeAtEnd(archive);
    found.push(...archive.images);
  }
  for (const ref of images) found.push(await imageOfEngine(ref, options));
  return found;
}
