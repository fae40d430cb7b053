import { setTimeout as delay } from 'node:timers/promises';

/** Ever longer pauses between attempts: doubled each time, up to a limit, less up to a fifth by chance. */
export class Backoff {
  private next: number;

  /**
   * @param first pause in ms
   * @param limit longest pause in ms
   */
  constructor(
    private readonly first: number,
    private readonly limit: number,
  ) {
    this.next = first;
  }

  /** After a success: the next pause is the first one again. */
  reset(): void {
    this.next = this.first;
  }

  /** Waits. Rejects when aborted. */
  async pause(signal: AbortSignal): Promise<void> {
    const pause = this.next * (1 - Math.random() / 5);
    this.next = Math.min(this.next * 2, this.limit);
    await delay(pause, undefined, { signal });
  }
}
