/** Something that becomes true once, and that can be waited for. */
export class Milestone {
  private waiting: (() => void)[] = [];
  private when: Date | undefined;

  /** When it became true; undefined before. */
  get reachedAt(): Date | undefined {
    return this.when;
  }

  /** How many wait for it. */
  get waiters(): number {
    return this.waiting.length;
  }

  /** Only the first call counts. */
  reach(now = new Date()): void {
    if (this.when !== undefined) return;
    this.when = now;
    for (const tell of this.waiting.splice(0)) tell();
  }

  /**
   * Waits until it is true, or the signal aborts.
   *
   * @returns whether it is true
   */
  async wait(signal: AbortSignal): Promise<boolean> {
    if (this.when !== undefined) return true;
    if (signal.aborted) return false;
    await new Promise<void>((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', done);
        this.waiting = this.waiting.filter((other) => other !== done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
      this.waiting.push(done);
    });
    return this.when !== undefined;
  }
}
