import { KindlingError } from '../errors.js';

/** Every exit code of ours. A program that is passed through (`kind kubectl`) brings its own. */
export const exitCodes = {
  success: 0,
  /** Any error. */
  failure: 1,
  /** Ended by Ctrl-C (SIGINT) or SIGTERM: the shells' 128 + number of the signal. */
  interrupted: 130,
  terminated: 143,
} as const;

/** The signals that cancel a command; the reason of the `AbortSignal` in the context says which it was. */
export class Interrupted extends KindlingError {
  constructor(readonly signalName: 'SIGINT' | 'SIGTERM') {
    super('CANCELLED', `cancelled by ${signalName}`);
  }
}

export function exitCodeOf(signal: AbortSignal): number {
  if (!(signal.reason instanceof Interrupted)) return exitCodes.failure;
  return signal.reason.signalName === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated;
}
