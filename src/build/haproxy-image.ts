import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LOAD_BALANCER_IMAGE } from '../config/defaults.js';
import { loadDebianPins } from './base/debian-pins.js';
import { requireRoot } from './base/mmdebstrap.js';
import type { BuildOptions, BuiltImage } from './build-options.js';
import { haproxyRunConfig, writeHaproxyTree } from './haproxy/haproxy-tree.js';
import { storeImage } from './image-cache.js';
import type { Arch, Part } from './part.js';
import { buildPartImage } from './part-image.js';
import { type HaproxyPins, loadPins, shippedFile } from './pins.js';
import { hashFiles, hashOfBuildCode } from './rootfs/hash.js';
import { Tree } from './rootfs/tree.js';

/** Raise it when anything in haproxy/ changes what comes out. */
const REVISION = 1;

/**
 * Builds the image of the load balancer in front of several control planes (`kind build haproxy-image`): Debian's
 * HAProxy with the libraries that it needs and nothing else.
 *
 * The image's default name is the one that `createCluster` runs.
 *
 * @throws {KindlingError} BUILD_FAILED when a tool is missing or a package cannot be had, with a hint; CANCELLED; what
 *   the engine throws
 */
export async function buildHaproxyImage(options: BuildOptions): Promise<BuiltImage> {
  return await buildPartImage(
    options,
    LOAD_BALANCER_IMAGE,
    async (arch) => await haproxyImagePart((await loadPins()).haproxy, arch),
  );
}

/** The load balancer's image as a part. */
export async function haproxyImagePart(pins: HaproxyPins, arch: Arch): Promise<Part> {
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
      await storeImage(dir, { architecture: arch, run: haproxyRunConfig, layers: [tree.root] }, signal);
      await Promise.all([debian, tree].map(({ root }) => rm(root, { recursive: true })));
    },
  };
}
