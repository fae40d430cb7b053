import { KindlingError, messageOf } from '../../errors.js';
import { paint, type TerminalProgress } from '../terminal/terminal-progress.js';
import { commandErrorIn, stackOf } from './error-chain.js';
import { UsageError } from './usage-error.js';

const RED = 31;

/**
 * Tells the user what went wrong (spec §1.1): the error, what to do about it, the output of the program that failed,
 * and with verbosity 1 and up the stack trace, unless the command line was wrong.
 */
export function reportError(error: unknown, progress: TerminalProgress, verbosity: number): void {
  const heading = (text: string) => paint(text, RED, progress.colour);
  progress.end(false);
  progress.error(`${heading('ERROR')}: ${messageOf(error)}`);
  if (error instanceof KindlingError && error.hint) progress.error(`HINT: ${error.hint}`);
  const command = commandErrorIn(error);
  const gap = progress.colour ? '' : '\n';
  if (command) progress.error(`${gap}${heading('Command Output')}: ${command.output}`);
  const isUsage = error instanceof UsageError;
  if (verbosity >= 1 && !isUsage) progress.error(`${gap}${heading('Stack Trace')}: \n${stackOf(error)}`);
}
