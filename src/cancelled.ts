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
