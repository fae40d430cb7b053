import { join } from 'node:path';
import type { FoundImage } from '../cli/images/images.js';
import type { StoragePaths } from '../cli/images/stored-image.js';

/** Where an image lies in podman's storage, with its driver overlay. */
export function podmanStoragePaths({ id, storage }: FoundImage): StoragePaths | undefined {
  const { UpperDir = '', LowerDir = '' } = storage?.directories ?? {};
  const layers = [UpperDir, ...LowerDir.split(':').filter((path) => path !== '')].reverse();
  // <storage>/overlay/<layer>/diff
  const parsed = layers.map((path) => /^(.*)\/overlay\/([^/]+)\/diff$/.exec(path));
  const [, root] = parsed[0] ?? [];
  if (storage?.driver !== 'overlay' || root === undefined) return undefined;
  const digest = id.replace(/^sha256:/, '');
  return {
    config: join(root, 'overlay-images', digest, `=${Buffer.from(id).toString('base64')}`),
    layers: parsed.map((match) => ({
      tarSplit: join(root, 'overlay-layers', `${match?.[2]}.tar-split.gz`),
      files: match?.[0] ?? '',
    })),
  };
}
