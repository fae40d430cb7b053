import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { chainIds } from '../archive/chain-ids.js';
import type { CancelOptions, Engine, ExecOptions, StoredImage } from '../engine/engine.js';
import { messageOf } from '../errors.js';
import type { Progress } from '../progress.js';
import { linkTree } from './link-tree.js';
import type { NodeContent } from './node-content.js';

/** Where nodes have their volume. */
const VOLUME = '/var';
/** What ctr puts on the snapshots that it makes; images hold on to theirs by other labels. */
const HOLD = 'containerd.io/gc.root';
/** Milliseconds. */
const UNDO_TIMEOUT = 30_000;

export interface ShareOptions extends CancelOptions {
  progress?: Progress;
}

/**
 * Gives nodes the layers that they lack of images in an engine's storage by hard links: both keep unpacked layers as
 * overlayfs wants them, often on one file system, and neither ever changes them. Where that cannot be done, nothing
 * happens, and the layers have to be sent.
 *
 * @param contents the nodes and what they have
 * @param use is called with what they have then, and has to import the images: what those do not hold on to goes again
 */
export async function withSharedLayers<T>(
  engine: Engine,
  contents: readonly NodeContent[],
  images: readonly StoredImage[],
  options: ShareOptions,
  use: (contents: NodeContent[]) => Promise<T>,
): Promise<T> {
  const { signal, progress } = options;
  const cancel = signal ? { signal } : {};
  const nodes = contents.map((content) => new SnapshotStore(engine, content, cancel));
  try {
    await Promise.all(nodes.map((node) => shareWith(node, images, progress)));
    signal?.throwIfAborted();
    return await use(nodes.map(({ content, shared }) => withSnapshots(content, shared)));
  } finally {
    await Promise.all(nodes.map((node) => node.release()));
  }
}

function withSnapshots(content: NodeContent, more: Iterable<string>): NodeContent {
  return { ...content, snapshots: new Set([...content.snapshots, ...more]) };
}

async function shareWith(
  store: SnapshotStore,
  images: readonly StoredImage[],
  progress: Progress | undefined,
): Promise<void> {
  const { engine, shared } = store;
  const { node } = store.content;
  try {
    const volume = await store.volume();
    if (volume !== undefined) for (const image of images) await share(store, volume, image);
    if (shared.size > 0) progress?.log(`Node "${node}" shares ${shared.size} layers with ${engine.name}`, 1);
  } catch (error) {
    progress?.log(`Node "${node}" cannot share layers with ${engine.name}: ${messageOf(error)}`, 1);
  }
}

async function share(store: SnapshotStore, volume: string, { layers }: StoredImage): Promise<void> {
  const chain = chainIds(layers.map(({ diffId }) => diffId));
  for (const [index, { files }] of layers.entries()) {
    const chainId = chain[index] ?? '';
    if (store.content.snapshots.has(chainId) || store.shared.has(chainId)) continue;
    await store.add(chainId, chain[index - 1], async (directory) => {
      await linkTree(files, join(volume, directory.slice(VOLUME.length)));
    });
  }
}

/** The snapshots of a node's containerd. */
class SnapshotStore {
  /** Chain IDs of layers that were added. */
  readonly shared = new Set<string>();

  constructor(
    readonly engine: Engine,
    readonly content: NodeContent,
    private readonly cancel: CancelOptions,
  ) {}

  /** Where the node's volume lies on this machine, when its snapshots are of a kind that can share layers. */
  async volume(): Promise<string | undefined> {
    const { node, snapshotter } = this.content;
    return snapshotter === 'overlayfs' ? await this.engine.volumePath(node, VOLUME, this.cancel) : undefined;
  }

  /** @param fill puts a layer's files into a directory of the node's volume */
  async add(chainId: string, parent: string | undefined, fill: (directory: string) => Promise<void>): Promise<void> {
    const key = `kindling-${randomUUID()}`;
    const mount = await this.ctr(['prepare', '--target=/', key, ...(parent === undefined ? [] : [parent])]);
    try {
      // mount -t overlay overlay / -o upperdir=…,…   or without a parent: mount -t bind … / -o …
      const [, upper, bound] = /[ ,]upperdir=([^, \n]+)|^mount -t bind (\S+) /.exec(mount) ?? [];
      const directory = upper ?? bound;
      if (!directory?.startsWith(`${VOLUME}/`)) throw new Error(`snapshots are elsewhere: ${mount.trim()}`);
      await fill(directory);
      await this.ctr(['commit', chainId, key]);
    } catch (error) {
      await this.undo('rm', key);
      throw error;
    }
    this.shared.add(chainId);
  }

  /** Leaves the snapshots to containerd: it removes those that no image holds on to. */
  async release(): Promise<void> {
    await Promise.all([...this.shared].map((chainId) => this.undo('label', chainId, `${HOLD}=`)));
  }

  /** Also when the operation was cancelled; that it fails is no matter. */
  private async undo(...args: string[]): Promise<void> {
    await this.ctr(args, { timeout: UNDO_TIMEOUT }).catch(() => undefined);
  }

  private async ctr(args: readonly string[], options: ExecOptions = this.cancel): Promise<string> {
    const { node, snapshotter } = this.content;
    const command = ['ctr', '--namespace=k8s.io', 'snapshots', `--snapshotter=${snapshotter}`, ...args];
    return (await this.engine.exec(node, command, options)).stdout;
  }
}
