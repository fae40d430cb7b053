import { KindlingError } from '../../errors.js';

/** The error of whatever a signal has aborted. */
export function cancelled(signal: AbortSignal): KindlingError {
  return new KindlingError('CANCELLED', 'cancelled', { cause: signal.reason });
}

/** @throws {KindlingError} CANCELLED when the signal is aborted */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled(signal);
}
