import { CommandError } from '../../exec/run.js';

/** An error and the chain of its causes. */
export function causes(error: unknown): Error[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}

/** The error of a program that failed, at the end of the chain of causes. */
export function commandErrorIn(error: unknown): CommandError | undefined {
  return causes(error).find((cause) => cause instanceof CommandError);
}

/** Stack traces of an error and its causes. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause instanceof Error ? `${stack}\nCaused by: ${stackOf(error.cause)}` : stack;
}
