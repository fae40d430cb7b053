import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { storeImage } from '../image-cache.js';
import { ownVersion } from '../own-version.js';
import type { Arch, Json, Part } from '../part.js';
import { dedupe } from '../rootfs/dedupe.js';
import { hashOfBuildCode } from '../rootfs/hash.js';
import { Tree } from '../rootfs/tree.js';
import type { StoreLayers } from '../store/layers.js';
import { storeNames } from '../store/names.js';
import type { StoreNames } from '../store/sources.js';
import { storeImages } from '../store/specs.js';

/** An image inside of nodes that is kindling's own, built by itself. */
export interface Component {
  /** Of the part. */
  name: string;
  /** Which of the images inside a node it is. */
  image: keyof StoreNames;
  arch: Arch;
  /** What its layers depend on. */
  inputs: Json;
  /** What writes each of its layers. */
  layers: Partial<Record<keyof StoreLayers, (tree: Tree) => Promise<void>>>;
}

/** Kubernetes' images have no place in these names: the version and tags are not looked at. */
const NO_VERSION = { etcd: '', coredns: '', pause: '' };

/** The full names of the images that are kindling's own. */
export async function componentNames(): Promise<StoreNames> {
  return storeNames('', NO_VERSION, await ownVersion());
}

/** The image of a component: the same layers and settings as inside a node. */
export async function componentPart({ name, image, arch, inputs, layers }: Component): Promise<Part> {
  const names = await componentNames();
  return {
    name: `${name}-image-${arch}`,
    inputs: { inputs, code: await hashOfBuildCode(), version: await ownVersion() },
    async build({ dir, signal }) {
      const work = join(dir, 'layers');
      const roots: StoreLayers = {
        kubernetes: join(work, 'kubernetes'),
        network: join(work, 'network'),
        kindnetd: join(work, 'kindnetd'),
        helper: join(work, 'helper'),
        pause: join(work, 'pause'),
      };
      for (const [layer, write] of Object.entries(layers)) {
        const tree = new Tree(roots[layer as keyof StoreLayers]);
        await write(tree);
        await dedupe(tree.root);
      }
      const spec = storeImages({ names, arch }, roots).find(({ names: [own] }) => own === names[image]);
      if (spec) await storeImage(dir, spec, signal);
      await rm(work, { recursive: true });
    },
  };
}
