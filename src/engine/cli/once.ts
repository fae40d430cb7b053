import { cancelled, throwIfCancelled } from '../../cancelled.js';
import type { CancelOptions } from '../engine.js';

/**
 * A question that is asked once: everybody shares the answer, and each may stop waiting for it. A failure is not
 * remembered.
 */
export function once<T>(ask: () => Promise<T>): (options?: CancelOptions) => Promise<T> {
  let answer: Promise<T> | undefined;
  return async ({ signal } = {}) => {
    throwIfCancelled(signal);
    answer ??= ask().catch((error) => {
      answer = undefined;
      throw error;
    });
    const asked = answer;
    if (!signal) return await asked;
    let onAbort = () => {};
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(cancelled(signal));
      signal.addEventListener('abort', onAbort, { once: true });
    });
    try {
      return await Promise.race([asked, aborted]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  };
}
