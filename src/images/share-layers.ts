import { join } from 'node:path';
import { chainIds } from '../archive/chain-ids.js';
import type { CancelOptions, Engine } from '../engine/engine.js';
import { messageOf } from '../errors.js';
import type { Progress } from '../progress.js';
import { linkTree } from './link-tree.js';
import type { NodeContent } from './node-content.js';
import { SnapshotStore, VOLUME } from './snapshot-store.js';

export interface ShareOptions extends CancelOptions {
  progress?: Progress;
}

/** An image whose layers lie somewhere as overlayfs has them. */
export interface UnpackedImage {
  /** Lowest first. */
  layers: readonly UnpackedLayer[];
}

export interface UnpackedLayer {
  /** Digest of the uncompressed layer (`sha256:…`). */
  diffId: string;
  /** The directory of its files: an absolute path of this machine. Undefined when it is not on this machine. */
  files: string | undefined;
  /** Copies its files into a directory of a node, where they cannot be linked. Absent: then nothing can be done. */
  copyTo?(node: string, directory: string): Promise<void>;
}

/**
 * Gives nodes the layers that they lack of images by hard links: containerd and engines keep unpacked layers as overlayfs
 * wants them, often on one file system, and none ever changes them. Where that cannot be done, layers are copied if they
 * can be; otherwise nothing happens, and the layers have to be sent.
 *
 * @param contents the nodes and what they have
 * @param owner whose the layers are, in messages: `podman`
 * @param use is called with what they have then, and has to import the images: what those do not hold on to goes again
 */
export async function withSharedLayers<T>(
  engine: Engine,
  contents: readonly NodeContent[],
  { images, owner }: { images: readonly UnpackedImage[]; owner: string },
  options: ShareOptions,
  use: (contents: NodeContent[]) => Promise<T>,
): Promise<T> {
  const { signal, progress } = options;
  const cancel = signal ? { signal } : {};
  const nodes = contents.map((content) => new SnapshotStore(engine, content, cancel));
  const share = async (store: SnapshotStore) => {
    const { node } = store.content;
    try {
      await shareImages(store, images);
      if (store.shared.size > 0) progress?.log(`Node "${node}" shares ${store.shared.size} layers with ${owner}`, 1);
    } catch (error) {
      progress?.log(`Node "${node}" cannot share layers with ${owner}: ${messageOf(error)}`, 1);
    }
  };
  try {
    await Promise.all(nodes.map(share));
    signal?.throwIfAborted();
    return await use(nodes.map(({ content, shared }) => withSnapshots(content, shared)));
  } finally {
    await Promise.all(nodes.map((node) => node.release()));
  }
}

function withSnapshots(content: NodeContent, more: Iterable<string>): NodeContent {
  return { ...content, snapshots: new Set([...content.snapshots, ...more]) };
}

async function shareImages(store: SnapshotStore, images: readonly UnpackedImage[]): Promise<void> {
  const volume = await store.volume();
  for (const { layers } of images) {
    const chain = chainIds(layers.map(({ diffId }) => diffId));
    for (const [index, layer] of layers.entries()) {
      const chainId = chain[index] ?? '';
      if (store.content.snapshots.has(chainId) || store.shared.has(chainId)) continue;
      if (!(await shareLayer(store, volume, layer, { chainId, parent: chain[index - 1] }))) return;
    }
  }
}

/** @returns whether there was a way */
async function shareLayer(
  store: SnapshotStore,
  volume: string | undefined,
  { files, copyTo }: UnpackedLayer,
  { chainId, parent }: { chainId: string; parent: string | undefined },
): Promise<boolean> {
  const copy = copyTo && (() => store.add(chainId, parent, (directory) => copyTo(store.content.node, directory)));
  if (volume === undefined || files === undefined) {
    await copy?.();
    return copy !== undefined;
  }
  try {
    await store.add(chainId, parent, (directory) => linkTree(files, join(volume, directory.slice(VOLUME.length))));
  } catch (error) {
    if (copy === undefined) throw error;
    await copy();
  }
  return true;
}
