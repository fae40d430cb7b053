import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cancellable } from '../cancelled.js';
import { KindlingError } from '../errors.js';
import { DEFAULT_STATIC_IP, readSettings } from '../node/ci/settings.js';
import { silent } from '../progress.js';
import type { SeedFile } from '../seed/seed.js';
import { hostArch, nodeProgram } from './base/base-parts.js';
import { requireRoot } from './base/mmdebstrap.js';
import { type BuiltImage, cachingOptions } from './base-image.js';
import { materialize } from './cache.js';
import { type CiFiles, ciRunConfig, writeCiTree, writeSharedIdentities } from './ci/ci-tree.js';
import { loadStoredImage, readStoredImage, storeImage } from './image-cache.js';
import { type BuildNodeImageOptions, type StoredNodeImage, storedNodeImage } from './node-image.js';
import type { Part } from './part.js';
import { shippedFile } from './pins.js';
import { hashFiles, hashOfBuildCode } from './rootfs/hash.js';
import { Tree } from './rootfs/tree.js';

export interface BuildCiImageOptions extends BuildNodeImageOptions {
  /** The node's own address in every container, unless a container is told another. Default: `172.30.99.1`. */
  staticIp?: string;
  /** Every container has the same keys, which are in the image: for throw-away networks only. Default: false. */
  sharedPki?: boolean;
  /** Absolute path of a directory with hooks: see withHooks. Default: none. */
  hooks?: string;
}

/**
 * Builds an image of a whole cluster in one container (`kind build ci-image`): a node image, and a small layer that
 * lets a container of it start a cluster by itself (spec §10.1). The layer of the node image is the same one, so that
 * engines keep it once.
 *
 * The image's default name is `localhost/kindling/ci:v<version>`.
 *
 * @throws {KindlingError} CONFIG_INVALID when the static address is none; what buildNodeImage throws
 */
export async function buildCiImage(options: BuildCiImageOptions): Promise<BuiltImage> {
  return await cancellable(options.signal, () => build(options));
}

async function build(options: BuildCiImageOptions): Promise<BuiltImage> {
  const { engine, signal, sharedPki = false } = options;
  const progress = options.progress ?? silent;
  const { staticIp } = readSettings({ STATIC_IP: options.staticIp ?? DEFAULT_STATIC_IP }, () => {});
  const node = await storedNodeImage(options);
  const image = options.image ?? `localhost/kindling/ci:${node.version}`;
  if (node.seed === undefined) {
    throw new KindlingError('BUILD_FAILED', `CI images need Kubernetes 1.34 or later, not ${node.version}`);
  }
  if (sharedPki) progress.warn('every container of this image will have the same keys: only for throw-away networks');
  const part = await ciImagePart(node, node.seed, { arch: options.arch ?? hostArch, staticIp, sharedPki });
  const { dir, cached } = await materialize(part, cachingOptions(options));
  const stored = await readStoredImage(dir);
  const loaded = await loadStoredImage([node.dir, dir], stored, image, engine, signal);
  progress.log(`Image "${image}" build completed.`);
  return { image, id: stored.id, size: stored.size, cached, loaded };
}

interface Choices {
  arch: 'amd64' | 'arm64';
  staticIp: string;
  sharedPki: boolean;
}

/** @param seed absolute path of the seed part's directory */
async function ciImagePart(node: StoredNodeImage, seed: string, { arch, staticIp, sharedPki }: Choices): Promise<Part> {
  const files: CiFiles = {
    entrypoint: await nodeProgram('ci-entrypoint'),
    serve: await nodeProgram('ci-serve'),
    unit: await shippedFile('images', 'ci', 'kind-ci.service'),
    waitForKind: await shippedFile('images', 'ci', 'wait-for-kind'),
  };
  const run = ciRunConfig(staticIp);
  return {
    name: `ci-image-${arch}`,
    inputs: {
      node: node.key,
      files: await hashFiles(...Object.values(files)),
      code: await hashOfBuildCode(),
      run: JSON.stringify(run),
      sharedPki,
    },
    async build({ dir, signal }) {
      requireRoot();
      const tree = new Tree(join(dir, 'rootfs'));
      await writeCiTree(tree, files);
      if (sharedPki) {
        const text = await readFile(join(seed, 'cluster.json'), 'utf8');
        await writeSharedIdentities(tree, JSON.parse(text) as SeedFile, staticIp);
      }
      const [digest = ''] = node.stored.layers;
      const below = [{ digest, size: node.stored.size }];
      await storeImage(dir, tree.root, { architecture: arch, run, below }, signal);
      await rm(tree.root, { recursive: true });
    },
  };
}
