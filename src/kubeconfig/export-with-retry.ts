import { setTimeout } from 'node:timers/promises';
import { throwIfCancelled } from '../cancelled.js';

/** Milliseconds before each attempt (spec §15): another program may hold the lock for a moment. */
const delays = [0, 1, 50, 100];

/**
 * Tries to write a kubeconfig a few times.
 *
 * @returns what `attempt` returns
 * @throws the last attempt's error, or the signal's reason
 */
export async function exportWithRetry<T>(
  attempt: () => T | Promise<T>,
  options: { signal?: AbortSignal } = {},
): Promise<T> {
  let last: unknown;
  for (const delay of delays) {
    throwIfCancelled(options.signal);
    if (delay > 0) await setTimeout(delay, undefined, options.signal ? { signal: options.signal } : {});
    try {
      return await attempt();
    } catch (error) {
      last = error;
    }
  }
  throw last;
}
