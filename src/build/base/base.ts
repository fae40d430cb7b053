import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../../engine/engine.js';
import { KindlingError } from '../../errors.js';
import { extractImage } from '../archive/extract-image.js';
import { type MaterializeOptions, materialize } from '../cache.js';
import type { Arch, Json, Part } from '../part.js';
import { shippedFile } from '../pins.js';
import { hashFiles } from '../rootfs/hash.js';
import { Tree } from '../rootfs/tree.js';
import { provideBaseParts } from './base-parts.js';
import { setPauseImage, writeBaseTree } from './base-tree.js';
import { requireRoot } from './mmdebstrap.js';

/** What a node image is built on. */
export interface Base {
  arch: Arch;
  /** What the base depends on, for cache keys. */
  inputs: Json;
  /** Where Debian's programs and libraries can be taken from. */
  debian: Tree;
  /** Host path of the Node runtime. */
  nodeRuntime: string;
  /** Lays the base out in an empty tree. */
  write(tree: Tree, pauseImage: string): Promise<void>;
}

/** A base made from packages. */
export async function baseFromPackages(arch: Arch, options: MaterializeOptions): Promise<Base> {
  const parts = await provideBaseParts(arch, options);
  const files = await hashFiles(await shippedFile('images', 'base'), parts.boot);
  return {
    arch,
    inputs: { parts: parts.keys, files },
    debian: new Tree(join(parts.debian, 'rootfs')),
    nodeRuntime: join(parts.nodeRuntime, 'bin', 'node'),
    write: (tree, pauseImage) => writeBaseTree(tree, parts, pauseImage),
  };
}

/**
 * A base that an engine has as an image: one of `kind build base-image`, or made from one (`FROM …`) with programs or
 * files added.
 *
 * @throws {KindlingError} IMAGE_NOT_FOUND; BUILD_FAILED when the image isn't made from such a base
 */
export async function baseFromImage(
  ref: string,
  arch: Arch,
  engine: Engine,
  options: MaterializeOptions,
): Promise<Base> {
  const cancel = options.signal ? { signal: options.signal } : {};
  if (!(await engine.hasImage(ref, cancel))) await engine.pullImage(ref, cancel);
  const id = await engine.imageId(ref, cancel);
  if (id === undefined) throw new KindlingError('IMAGE_NOT_FOUND', `cannot find the base image "${ref}"`);
  const { dir } = await materialize(extractedPart(ref, id, engine), options);
  const rootfs = new Tree(join(dir, 'rootfs'));
  for (const needed of ['/usr/local/bin/entrypoint', '/usr/local/bin/node', '/usr/local/bin/containerd']) {
    if (await rootfs.has(needed)) continue;
    throw new KindlingError('BUILD_FAILED', `the image "${ref}" cannot be a base: it has no ${needed}`, {
      hint: 'Make one with "kind build base-image", or an image FROM that.',
    });
  }
  return {
    arch,
    inputs: { image: id },
    debian: rootfs,
    nodeRuntime: rootfs.at('/usr/local/bin/node'),
    async write(tree, pauseImage) {
      await tree.copyTree(rootfs.root, '/');
      await setPauseImage(tree, pauseImage);
    },
  };
}

function extractedPart(ref: string, id: string, engine: Engine): Part {
  return {
    name: 'base-rootfs',
    inputs: { image: id },
    async build({ dir, signal }) {
      requireRoot();
      const options = signal ? { signal } : {};
      const archive = join(dir, 'image.tar');
      await mkdir(dir, { recursive: true });
      await engine.saveImages([ref], createWriteStream(archive), options);
      await extractImage(archive, join(dir, 'rootfs'), join(dir, 'work'), options);
      await rm(archive);
    },
  };
}
