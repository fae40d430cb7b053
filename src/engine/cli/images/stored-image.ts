import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { StoredImage } from '../../engine.js';
import type { FoundImage } from './images.js';
import { readSplitTar, splitTarSize } from './split-tar.js';

/** Where the parts of an image lie in an engine's storage: absolute paths. */
export interface StoragePaths {
  config: string;
  /** Lowest first. */
  layers: { tarSplit: string; files: string }[];
}

/**
 * Opens an image in an engine's storage.
 *
 * @param find tells where its parts are
 * @returns undefined when it is not there in the way that is expected: the engine itself can tell what is wrong
 */
export async function openStoredImage(
  image: FoundImage,
  find: () => StoragePaths | undefined,
): Promise<StoredImage | undefined> {
  try {
    const paths = find();
    if (paths === undefined) return undefined;
    const config = await readFile(paths.config);
    const digest = `sha256:${createHash('sha256').update(config).digest('hex')}`;
    if (digest !== image.id || paths.layers.length !== image.diffIds.length) return undefined;
    const layers = image.diffIds.map(async (diffId, index) => {
      const { tarSplit = '', files = '' } = paths.layers[index] ?? {};
      return { diffId, files, size: await splitTarSize(tarSplit), read: () => readSplitTar(tarSplit, files) };
    });
    return { name: image.ref, config, layers: await Promise.all(layers) };
  } catch {
    return undefined;
  }
}
