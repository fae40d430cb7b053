import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chainIds } from '../../archive/chain-ids.js';
import type { FoundImage } from '../cli/images/images.js';
import type { StoragePaths } from '../cli/images/stored-image.js';

/**
 * Where an image lies under Docker's data root, with its storage driver overlay2: layers go by their chain IDs.
 *
 * @throws the file system's error when a layer is not there
 */
export function dockerStoragePaths({ id, diffIds, storage }: FoundImage): StoragePaths | undefined {
  // <data root>/overlay2/<directory of the topmost layer>/diff
  const [, root] = /^(.*)\/overlay2\/[^/]+\/diff$/.exec(storage?.directories.UpperDir ?? '') ?? [];
  if (storage?.driver !== 'overlay2' || root === undefined) return undefined;
  const database = join(root, 'image/overlay2');
  return {
    config: join(database, 'imagedb/content', id.replace(':', '/')),
    layers: chainIds(diffIds).map((chainId) => {
      const layer = join(database, 'layerdb', chainId.replace(':', '/'));
      const directory = readFileSync(join(layer, 'cache-id'), 'utf8');
      return { tarSplit: join(layer, 'tar-split.json.gz'), files: join(root, 'overlay2', directory, 'diff') };
    }),
  };
}
