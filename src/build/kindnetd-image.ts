import { join } from 'node:path';
import { nodeProgram } from './base/base-parts.js';
import { debianPart } from './base/debian-part.js';
import { loadDebianPins } from './base/debian-pins.js';
import { type BuildOptions, type BuiltImage, cachingOptions } from './build-options.js';
import { type MaterializeOptions, materialize } from './cache.js';
import { componentNames, componentPart } from './components/component-part.js';
import type { Arch, Part } from './part.js';
import { buildPartImage } from './part-image.js';
import { nodeRuntimePart } from './parts/node-runtime.js';
import { shippedFile } from './pins.js';
import { hashFiles } from './rootfs/hash.js';
import { Tree } from './rootfs/tree.js';
import { kindnetdLayer, networkLayer } from './store/layers.js';

/**
 * Builds the image of the clusters' network (`kind build kindnetd-image`). Node images have it already; by itself it is
 * for registries. Its default name is `localhost/kindling/kindnetd:v<kindling's version>`.
 *
 * @throws {KindlingError} as `buildBaseImage`
 */
export async function buildKindnetdImage(options: BuildOptions): Promise<BuiltImage> {
  return await buildPartImage(options, (await componentNames()).kindnetd, (arch) =>
    kindnetdImagePart(arch, cachingOptions(options)),
  );
}

/** The network's image as a part. */
export async function kindnetdImagePart(arch: Arch, caching: MaterializeOptions): Promise<Part> {
  const debian = await materialize(debianPart(await loadDebianPins(), arch), caching);
  const runtime = await materialize(await nodeRuntimePart({ arch }), caching);
  const kindnetd = await nodeProgram('kindnetd');
  const iptablesWrapper = await shippedFile('images', 'node', 'iptables-wrapper.sh');
  const sources = {
    debian: new Tree(join(debian.dir, 'rootfs')),
    node: join(runtime.dir, 'bin', 'node'),
    kindnetd,
    iptablesWrapper,
  };
  return await componentPart({
    name: 'kindnetd',
    image: 'kindnetd',
    arch,
    inputs: { parts: [debian.key, runtime.key], files: await hashFiles(kindnetd, iptablesWrapper) },
    layers: {
      network: (tree) => networkLayer(tree, sources),
      kindnetd: (tree) => kindnetdLayer(tree, sources),
    },
  });
}
