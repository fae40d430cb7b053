import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LOAD_BALANCER_IMAGE } from '../config/defaults.js';
import { silent } from '../progress.js';
import { hostArch } from './base/base-parts.js';
import { loadDebianPins } from './base/debian-pins.js';
import { requireRoot } from './base/mmdebstrap.js';
import { type BuildOptions, type BuiltImage, cachingOptions } from './base-image.js';
import { materialize } from './cache.js';
import { haproxyRunConfig, writeHaproxyTree } from './haproxy/haproxy-tree.js';
import { loadStoredImage, readStoredImage, storeImage } from './image-cache.js';
import type { Arch, Part } from './part.js';
import { type HaproxyPins, loadPins, shippedFile } from './pins.js';
import { hashFiles, hashOfBuildCode } from './rootfs/hash.js';
import { Tree } from './rootfs/tree.js';

/** Raise it when anything in haproxy/ changes what comes out. */
const REVISION = 1;

/**
 * Builds the image of the load balancer in front of several control planes (`kind build haproxy-image`): Debian's
 * HAProxy with the libraries that it needs and nothing else. It is kept in the cache, and loaded into an engine.
 *
 * The image's default name is the one that `createCluster` runs.
 *
 * @throws {KindlingError} BUILD_FAILED when a tool is missing or a package cannot be had, with a hint; CANCELLED; what
 *   the engine throws
 */
export async function buildHaproxyImage(options: BuildOptions): Promise<BuiltImage> {
  const { engine, signal, image = LOAD_BALANCER_IMAGE } = options;
  const progress = options.progress ?? silent;
  const part = await haproxyImagePart((await loadPins()).haproxy, options.arch ?? hostArch);
  const { dir, cached } = await materialize(part, cachingOptions(options));
  const stored = await readStoredImage(dir);
  const loaded = await loadStoredImage([dir], stored, image, engine, signal);
  progress.log(`Image "${image}" build completed.`);
  return { image, id: stored.id, size: stored.size, cached, loaded };
}

async function haproxyImagePart(pins: HaproxyPins, arch: Arch): Promise<Part> {
  const { suite } = await loadDebianPins();
  const files = await shippedFile('images', 'haproxy');
  return {
    name: `haproxy-image-${arch}`,
    inputs: {
      suite,
      pins: { ...pins },
      files: await hashFiles(files),
      code: await hashOfBuildCode(),
      run: JSON.stringify(haproxyRunConfig),
      revision: REVISION,
    },
    async build({ dir, signal, log }) {
      requireRoot();
      const debian = new Tree(join(dir, 'debian'));
      const tree = new Tree(join(dir, 'rootfs'));
      await writeHaproxyTree(tree, { debian, files, suite, pins, arch }, { signal, log });
      await storeImage(dir, tree.root, { architecture: arch, run: haproxyRunConfig }, signal);
      await Promise.all([debian, tree].map(({ root }) => rm(root, { recursive: true })));
    },
  };
}
