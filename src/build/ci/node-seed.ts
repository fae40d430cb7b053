import { KindlingError } from '../../errors.js';
import { SEED_FORMAT, SEED_PATH, type SeedFile } from '../../seed/seed.js';
import type { ImageContent } from '../content/image-content.js';
import { readImageFiles } from '../content/read-files.js';

/** In images without leading slash. */
const [SEED, VERSION] = [SEED_PATH.slice(1), 'kind/version'];

export interface NodeSeed {
  /** Kubernetes version with its `v`. */
  version: string;
  seed: SeedFile;
}

/**
 * What containers of a node image can make a cluster of by themselves.
 *
 * @param name what the image is called in errors
 * @throws {KindlingError} IMAGE_INVALID when it has no seed, or one of another version of kindling
 */
export async function readNodeSeed(node: ImageContent, name: string): Promise<NodeSeed> {
  const files = await readImageFiles(node, [SEED, VERSION]);
  const [text, version] = [files.get(SEED), files.get(VERSION)];
  if (text === undefined || version === undefined) {
    throw new KindlingError('IMAGE_INVALID', `"${name}" is no node image that has the seed of a cluster`, {
      hint: 'give one that "kind build node-image" has made from Go modules, of Kubernetes 1.34 or later',
    });
  }
  const seed = JSON.parse(text.toString()) as SeedFile;
  if (seed.format !== SEED_FORMAT) {
    throw new KindlingError('IMAGE_INVALID', `the seed in "${name}" is of another version of kindling`, {
      hint: 'make the node image again: kind build node-image',
    });
  }
  return { version: version.toString().trim(), seed };
}
