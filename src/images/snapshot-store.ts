import { randomUUID } from 'node:crypto';
import type { CancelOptions, Engine, ExecOptions } from '../engine/engine.js';
import type { NodeContent } from './node-content.js';

/** Where nodes have their volume. */
export const VOLUME = '/var';
/** What ctr puts on the snapshots that it makes; images hold on to theirs by other labels. */
const HOLD = 'containerd.io/gc.root';
/** Milliseconds. */
const UNDO_TIMEOUT = 30_000;

/** The snapshots of a node's containerd. */
export class SnapshotStore {
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

  /**
   * The directory of a layer that the node has unpacked: an absolute path in the node.
   *
   * @throws {CommandError} when the node does not have it
   */
  async directory(chainId: string): Promise<string> {
    const key = `kindling-${randomUUID()}`;
    const mount = await this.ctr(['view', '--target=/', key, chainId]);
    await this.undo('rm', key);
    // mount -t overlay overlay / -o lowerdir=…:…,…   topmost first, or of a single one: mount -t bind … / -o …
    const [, lower, bound] = /[ ,]lowerdir=([^:, \n]+)|^mount -t bind (\S+) /.exec(mount) ?? [];
    const directory = lower ?? bound;
    if (directory === undefined) throw new Error(`a snapshot is mounted in another way: ${mount.trim()}`);
    return directory;
  }

  private async ctr(args: readonly string[], options: ExecOptions = this.cancel): Promise<string> {
    const { node, snapshotter } = this.content;
    const command = ['ctr', '--namespace=k8s.io', 'snapshots', `--snapshotter=${snapshotter}`, ...args];
    return (await this.engine.exec(node, command, options)).stdout;
  }
}
