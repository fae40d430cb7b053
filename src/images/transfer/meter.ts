import { bytesText } from '../../bytes-text.js';
import type { Progress } from '../../progress.js';

/** Milliseconds between two lines. */
const INTERVAL = 10_000;

/** Says how far a long transfer is, now and then. */
export class Meter {
  private bytes = 0;
  private last = performance.now();

  /** @param label the archive's name */
  constructor(
    private readonly label: string,
    private readonly progress: Progress | undefined,
  ) {}

  add(bytes: number): void {
    this.bytes += bytes;
    const now = performance.now();
    if (now - this.last < INTERVAL) return;
    this.last = now;
    this.progress?.log(`Archive "${this.label}": ${bytesText(this.bytes)} so far ...`);
  }
}
