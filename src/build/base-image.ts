import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BaseParts, provideBaseParts } from './base/base-parts.js';
import { nodeRunConfig, writeBaseTree } from './base/base-tree.js';
import { requireRoot } from './base/mmdebstrap.js';
import { type BuildOptions, type BuiltImage, cachingOptions } from './build-options.js';
import { storeImage } from './image-cache.js';
import type { Part } from './part.js';
import { buildPartImage, shortId } from './part-image.js';
import { shippedFile } from './pins.js';
import { dedupe } from './rootfs/dedupe.js';
import { hashFiles, hashOfBuildCode } from './rootfs/hash.js';
import { Tree } from './rootfs/tree.js';

/** The sandbox image of base images, which no Kubernetes version has been chosen for yet. */
const BASE_PAUSE = 'registry.k8s.io/pause:3.10';

/**
 * Builds the base of node images, which has all but Kubernetes (`kind build base-image`), from packages. Its default
 * name is `localhost/kindling/base:<first 12 digits of its ID>`.
 *
 * @throws {KindlingError} BUILD_FAILED when a tool is missing, a package cannot be had or a program fails, with a hint;
 *   PIN_MISMATCH; USAGE when there is nowhere to put the image; CANCELLED; what the engine throws
 */
export async function buildBaseImage(options: BuildOptions): Promise<BuiltImage> {
  return await buildPartImage(
    options,
    (image) => `localhost/kindling/base:${shortId(image)}`,
    async (arch) => await baseImagePart(await provideBaseParts(arch, cachingOptions(options))),
  );
}

/** The base image as a part. */
export async function baseImagePart(parts: BaseParts): Promise<Part> {
  const files = await hashFiles(await shippedFile('images', 'base'), parts.boot);
  return {
    name: `base-image-${parts.arch}`,
    inputs: { parts: parts.keys, files, code: await hashOfBuildCode() },
    async build({ dir, signal }) {
      requireRoot();
      const tree = new Tree(join(dir, 'rootfs'));
      await writeBaseTree(tree, parts, BASE_PAUSE);
      await tree.dir('/var/lib/containerd', 0o700);
      await dedupe(tree.root);
      await storeImage(dir, { architecture: parts.arch, run: nodeRunConfig, layers: [tree.root] }, signal);
      await rm(tree.root, { recursive: true });
    },
  };
}
