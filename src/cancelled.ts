import { KindlingError } from './errors.js';

/** The error of whatever a signal has aborted: its reason, where that is such an error, else one that it caused. */
export function cancelled({ reason }: AbortSignal): KindlingError {
  if (reason instanceof KindlingError && reason.code === 'CANCELLED') return reason;
  return new KindlingError('CANCELLED', 'cancelled', { cause: reason });
}

/** @throws {KindlingError} CANCELLED when the signal is aborted */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled(signal);
}

/**
 * Does something that fails in whatever way when the signal is aborted.
 *
 * @throws {KindlingError} CANCELLED when the signal is aborted, before it begins or while it runs
 */
export async function cancellable<T>(signal: AbortSignal | undefined, action: () => Promise<T>): Promise<T> {
  throwIfCancelled(signal);
  try {
    return await action();
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  }
}
