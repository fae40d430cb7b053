import { setTimeout as elapsed } from 'node:timers/promises';

export interface Patience {
  /** Milliseconds after which a failure is final. Default: a minute. */
  timeout?: number;
  /** Milliseconds between an answer and the next question. Default: 250. */
  interval?: number;
  /** Ends the waiting. */
  signal?: AbortSignal;
}

/**
 * Asks until the answer is right: for states that a distributed system reaches some time after it was told to.
 *
 * @throws the last failure when the time is over; an AbortError when the signal aborts between two questions
 */
export async function eventually<T>(
  ask: () => Promise<T>,
  { timeout = 60_000, interval = 250, signal }: Patience = {},
): Promise<T> {
  const deadline = performance.now() + timeout;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await elapsed(interval, undefined, signal && { signal });
    }
  }
}
