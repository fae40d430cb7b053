import { Worker } from 'node:worker_threads';

/** Seconds on the clock for one input, on a machine that is busy with other things. */
const PATIENCE = 120;

/** Looks from another thread whether one input follows the other; ends the process when one takes for ever. */
export class Watchdog {
  readonly #count = new Int32Array(new SharedArrayBuffer(4));
  readonly #thread: Worker;

  /** @param name what to say, beside the number of the input */
  constructor(name: string) {
    this.#thread = new Worker(new URL('./watchdog-thread.js', import.meta.url), {
      workerData: { count: this.#count, name, patience: PATIENCE * 1000 },
    });
    this.#thread.unref();
  }

  /** Another input begins. */
  next(): void {
    Atomics.add(this.#count, 0, 1);
  }

  async stop(): Promise<void> {
    await this.#thread.terminate();
  }
}
