import { KindlingError } from '../../errors.js';
import type { CancelOptions } from '../engine.js';

/**
 * A question that is asked once: everybody shares the answer, and each may stop waiting for it. A failure is not
 * remembered.
 */
export function once<T>(ask: () => Promise<T>): (options?: CancelOptions) => Promise<T> {
  let answer: Promise<T> | undefined;
  return async ({ signal } = {}) => {
    if (signal?.aborted) throw cancelled(signal);
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

function cancelled(signal: AbortSignal): KindlingError {
  return new KindlingError('CANCELLED', 'cancelled', { cause: signal.reason });
}
