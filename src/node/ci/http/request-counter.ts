/** Counts answers by their status. */
export class RequestCounter {
  private readonly counts = new Map<number, number>();

  /** @param status of HTTP */
  count(status: number): void {
    this.counts.set(status, (this.counts.get(status) ?? 0) + 1);
  }

  /** By status, ascending. */
  get byStatus(): [status: number, count: number][] {
    return [...this.counts].sort(([a], [b]) => a - b);
  }
}
