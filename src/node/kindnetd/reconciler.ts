import { messageOf } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import { Backoff } from '../backoff.js';
import type { Log } from '../log.js';

export interface ReconcilerOptions {
  /** What is done, for the log: `sync routes`. */
  name: string;
  work(): Promise<void>;
  /** Failures in a row after which `giveUp` is called. */
  tries: number;
  giveUp(error: unknown): void;
  signal: AbortSignal;
  log: Log;
  /** Also done this often, in ms: others change the same things. Default: 60 s. */
  interval?: number;
}

/** Pauses after a failure, in ms. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5000;

/**
 * Does a piece of work whenever it is requested, and once in an interval: never twice at a time, and requests that
 * come while it's at work count as one.
 */
export class Reconciler {
  private wanted = false;
  private draining: Promise<void> | undefined;
  private failures = 0;
  /** What was logged last since it worked: the same again would tell nothing new. */
  private complaint = '';
  private readonly backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);

  constructor(private readonly options: ReconcilerOptions) {
    const timer = setInterval(() => this.request(), options.interval ?? 60_000);
    options.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  }

  request(): void {
    this.wanted = true;
    this.draining ??= this.drain().finally(() => {
      this.draining = undefined;
      if (this.wanted && !this.options.signal.aborted) this.request();
    });
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    while (this.draining !== undefined) await this.draining;
  }

  private async drain(): Promise<void> {
    const { name, signal, log, tries, giveUp, work } = this.options;
    while (this.wanted && !signal.aborted) {
      this.wanted = false;
      try {
        await work();
        this.failures = 0;
        this.complaint = '';
        this.backoff.reset();
      } catch (error) {
        const output = error instanceof CommandError ? `: ${error.output.trim()}` : '';
        const complaint = `cannot ${name}: ${messageOf(error)}${output}`;
        if (complaint !== this.complaint) log('WARN', complaint);
        this.complaint = complaint;
        this.wanted = true;
        if (++this.failures >= tries) giveUp(error);
        await this.backoff.pause(signal).catch(() => {});
      }
    }
  }
}
