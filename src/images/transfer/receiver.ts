import { PassThrough } from 'node:stream';
import type { CancelOptions, Engine } from '../../engine/engine.js';
import { wrapError } from '../../errors.js';
import type { NodeContent } from '../node-content.js';

/** How much may wait for a node that is slower than others, in bytes. */
const AHEAD = 4 << 20;

/** A node that imports an archive while that is being written. */
export class Receiver {
  /** Bytes written so far. */
  sent = 0;
  /** Bytes of layers that were left out. */
  leftOut = 0;
  /** Names of the archive's files that it was given. */
  readonly given = new Set<string>();
  private input: PassThrough | undefined;
  private importing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly engine: Engine,
    readonly content: NodeContent,
    private readonly cancel: CancelOptions,
    /** What the import does beyond the usual, as options of ctr. */
    private readonly flags: readonly string[],
  ) {}

  get node(): string {
    return this.content.node;
  }

  /** The import is over, whatever is still written. */
  get ended(): boolean {
    return this.input?.destroyed ?? false;
  }

  /** The import begins with the first bytes. What comes after an import has failed is dropped: `end` will tell. */
  async write(chunk: Buffer): Promise<void> {
    this.input ??= this.begin();
    const { input } = this;
    if (input.destroyed) return;
    this.sent += chunk.length;
    if (input.write(chunk)) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        input.off('drain', done).off('close', done);
        resolve();
      };
      input.on('drain', done).on('close', done);
    });
  }

  /** No more bytes. @throws {KindlingError} what the import failed with */
  async end(): Promise<void> {
    this.input?.end();
    try {
      await this.importing;
    } catch (error) {
      throw wrapError(error, `failed to load image: node "${this.node}"`);
    }
  }

  /** Ends the import without success, and waits until it has ended. */
  async abort(error: unknown): Promise<void> {
    this.input?.destroy(error instanceof Error ? error : new Error(String(error)));
    await this.importing.catch(() => undefined);
  }

  private begin(): PassThrough {
    const input = new PassThrough({ highWaterMark: AHEAD });
    // Whoever reads it tells of errors.
    input.on('error', () => undefined);
    const command = ['ctr', '--namespace=k8s.io', 'images', 'import', '--all-platforms', ...this.flags];
    const importing = this.engine.exec(this.node, [...command, `--snapshotter=${this.content.snapshotter}`, '-'], {
      ...this.cancel,
      stdin: input,
    });
    this.importing = importing.finally(() => input.destroy());
    this.importing.catch(() => undefined);
    return input;
  }
}

/** Writes to all that want it, as fast as the slowest of them takes it. */
export async function writeTo(receivers: readonly Receiver[], chunk: Buffer): Promise<void> {
  await Promise.all(receivers.map((receiver) => receiver.write(chunk)));
}
