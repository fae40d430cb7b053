import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cancellable } from '../cancelled.js';
import type { Engine } from '../engine/engine.js';
import { type Progress, silent } from '../progress.js';
import { type BaseParts, hostArch, provideBaseParts } from './base/base-parts.js';
import { nodeRunConfig, writeBaseTree } from './base/base-tree.js';
import { requireRoot } from './base/mmdebstrap.js';
import { type MaterializeOptions, materialize } from './cache.js';
import { loadStoredImage, readStoredImage, storeImage } from './image-cache.js';
import type { Arch, Part } from './part.js';
import { shippedFile } from './pins.js';
import { dedupe } from './rootfs/dedupe.js';
import { hashFiles, hashOfBuildCode } from './rootfs/hash.js';
import { Tree } from './rootfs/tree.js';

export interface BuildOptions {
  /** The engine that the image is loaded into. */
  engine: Engine;
  /** Name and tag of the image. Defaults: see each image. */
  image?: string;
  /** Default: the machine's own. */
  arch?: Arch;
  /** Absolute path of the directory that parts are kept in. Default: `$XDG_CACHE_HOME/kindling/parts`. */
  cacheDir?: string;
  /** Default: nothing is reported. */
  progress?: Progress;
  signal?: AbortSignal;
}

export interface BuiltImage {
  /** Name and tag under which the engine has it. */
  image: string;
  /** `sha256:…`, the digest of the image's configuration. */
  id: string;
  /** Bytes, uncompressed. */
  size: number;
  /** Nothing had to be made: the image was in the cache. */
  cached: boolean;
  /** It had to be loaded: the engine did not have it under this name. */
  loaded: boolean;
}

/** The sandbox image of base images, which no Kubernetes version has been chosen for yet. */
const BASE_PAUSE = 'registry.k8s.io/pause:3.10';

/**
 * Builds the base of node images, which has all but Kubernetes (`kind build base-image`), from packages, and loads
 * it into an engine as `localhost/kindling/base:<first 12 digits of its content's hash>`.
 *
 * @throws {KindlingError} BUILD_FAILED when a tool is missing, a package cannot be had or a program fails, with a hint;
 *   PIN_MISMATCH; CANCELLED; what the engine throws
 */
export async function buildBaseImage(options: BuildOptions): Promise<BuiltImage> {
  return await cancellable(options.signal, () => build(options));
}

async function build(options: BuildOptions): Promise<BuiltImage> {
  const { engine, signal } = options;
  const progress = options.progress ?? silent;
  const caching = cachingOptions(options);
  const parts = await provideBaseParts(options.arch ?? hostArch, caching);
  const { dir, cached } = await materialize(await baseImagePart(parts), caching);
  const stored = await readStoredImage(dir);
  const image = options.image ?? `localhost/kindling/base:${stored.id.slice('sha256:'.length, 19)}`;
  const loaded = await loadStoredImage([dir], stored, image, engine, signal);
  progress.log(`Image "${image}" build completed.`);
  return { image, id: stored.id, size: stored.size, cached, loaded };
}

/** What `materialize` takes, from what a build takes. */
export function cachingOptions(options: Omit<BuildOptions, 'engine'>): MaterializeOptions {
  return {
    ...(options.signal ? { signal: options.signal } : {}),
    ...(options.progress ? { progress: options.progress } : {}),
    ...(options.cacheDir ? { root: options.cacheDir } : {}),
  };
}

async function baseImagePart(parts: BaseParts): Promise<Part> {
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
      await storeImage(dir, tree.root, { architecture: parts.arch, run: nodeRunConfig }, signal);
      await rm(tree.root, { recursive: true });
    },
  };
}
