import { KindlingError, messageOf } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import { paint, type TerminalProgress } from '../terminal/terminal-progress.js';

const RED = 31;

/**
 * Tells the user what went wrong (spec §1.1): the error, what to do about it, the output of the program that failed,
 * and with verbosity 1 and up the stack trace.
 */
export function reportError(error: unknown, progress: TerminalProgress, verbosity: number): void {
  const heading = (text: string) => paint(text, RED, progress.colour);
  progress.end(false);
  progress.error(`${heading('ERROR')}: ${messageOf(error)}`);
  if (error instanceof KindlingError && error.hint) progress.error(`HINT: ${error.hint}`);
  const command = commandErrorIn(error);
  if (command) progress.error(`${progress.colour ? '' : '\n'}${heading('Command Output')}: ${command.output}`);
  if (verbosity >= 1) progress.error(`${heading('Stack Trace')}: ${stackOf(error)}`);
}

/** The error of a program that failed, at the end of the chain of causes. */
function commandErrorIn(error: unknown): CommandError | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof CommandError) return current;
  }
  return undefined;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause instanceof Error ? `${stack}\nCaused by: ${stackOf(error.cause)}` : stack;
}
