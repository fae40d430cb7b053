import { KindlingError } from '../errors.js';

/** Every exit code of ours. A program that is passed through (`kind kubectl`) brings its own. */
export const exitCodes = {
  success: 0,
  /** Any error. */
  failure: 1,
  /** Ended by a hangup (SIGHUP), Ctrl-C (SIGINT) or SIGTERM: the shells' 128 + number of the signal. */
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** The signals that cancel a command, and the exit codes of the commands that they cancelled. */
export const interruptions = {
  SIGHUP: exitCodes.hungUp,
  SIGINT: exitCodes.interrupted,
  SIGTERM: exitCodes.terminated,
} as const;

export type InterruptionName = keyof typeof interruptions;

/** The reason of the `AbortSignal` in the context when a signal has cancelled the command. */
export class Interrupted extends KindlingError {
  constructor(readonly signalName: InterruptionName) {
    super('CANCELLED', `cancelled by ${signalName}`);
  }
}

export function exitCodeOf(signal: AbortSignal): number {
  return signal.reason instanceof Interrupted ? interruptions[signal.reason.signalName] : exitCodes.failure;
}
