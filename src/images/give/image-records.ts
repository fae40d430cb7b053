import type { CancelOptions, Engine } from '../../engine/engine.js';
import { isForControlPlanes, isShipped } from '../shipped-images.js';

/** A name of an image in a node. */
export interface ImageRecord {
  /** With registry and tag. */
  name: string;
  /** Digest of its manifest, or of an index of manifests (`sha256:…`). */
  target: string;
  /** The kubelet leaves it alone when it makes room. */
  pinned: boolean;
}

/** Label of containerd's images that pins them. */
export const PINNED = 'io.cri-containerd.pinned=pinned';

/** Asks a node's containerd for Kubernetes' images. @throws {CommandError} */
export async function readImageRecords(engine: Engine, node: string, cancel: CancelOptions): Promise<ImageRecord[]> {
  return parseImageList((await engine.exec(node, ['ctr', '--namespace=k8s.io', 'images', 'ls'], cancel)).stdout);
}

/** Reads what `ctr images ls` prints: a table whose columns are name, type, digest, …, labels. */
export function parseImageList(table: string): ImageRecord[] {
  return table
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/\s+/))
    .filter(({ length }) => length > 3)
    .map((cells) => ({
      name: cells[0] ?? '',
      target: cells[2] ?? '',
      pinned: (cells.at(-1) ?? '').split(',').includes(PINNED),
    }));
}

/**
 * The images that a node has to be given to run what a cluster runs on it: those that came with the node that the
 * cluster is initialised on, whose versions its manifests name.
 *
 * @param offered that node's images
 * @param present the images of the node that is to be given some
 * @param controlPlane whether it is a control plane
 */
export function lackingImages(
  offered: readonly ImageRecord[],
  present: readonly ImageRecord[],
  controlPlane: boolean,
): ImageRecord[] {
  const names = new Set(present.map(({ name }) => name));
  return offered.filter(
    ({ name, pinned }) =>
      isTagged(name) &&
      isShipped({ names: [name], pinned }) &&
      (controlPlane || !isForControlPlanes(name)) &&
      !names.has(name),
  );
}

/** Not by digest or ID, as containerd calls images in addition. */
function isTagged(name: string): boolean {
  return name.includes('/') && !name.includes('@');
}
