import { KindlingError, messageOf } from '../../errors.js';
import { paint, type TerminalProgress } from '../terminal/terminal-progress.js';
import { commandErrorIn, stackOf } from './error-chain.js';

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
