import { join } from 'node:path';
import type { MaterializeOptions } from '../cache.js';
import type { Arch, Json } from '../part.js';
import { shippedFile } from '../pins.js';
import { hashFiles } from '../rootfs/hash.js';
import { Tree } from '../rootfs/tree.js';
import { provideBaseParts } from './base-parts.js';
import { writeBaseTree } from './base-tree.js';

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
