import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { KindlingError } from '../errors.js';
import { Interrupted } from './exit-codes.js';

export interface ForegroundOptions {
  /** Standard input in place of this process' own. */
  input?: string | undefined;
  /** Aborted with a SIGTERM or SIGHUP of this process, which is passed on. */
  signal: AbortSignal;
}

/**
 * Runs a program with this process' terminal or pipes. Ctrl-C reaches it by the terminal itself; what it does then is
 * its business, and this process waits for it.
 *
 * @returns the exit code; 128 and the signal's number when a signal ended it
 */
export async function runInForeground(
  command: readonly string[],
  { input, signal }: ForegroundOptions,
): Promise<number> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: [input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'] });
  // A program that does not read its input to the end is no error of ours.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  signal.addEventListener('abort', () => {
    // Ctrl-C has reached the program already; it would take a second one for an order to die at once.
    if (signal.reason instanceof Interrupted && signal.reason.signalName !== 'SIGINT') {
      child.kill(signal.reason.signalName);
    }
  });
  return await new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new KindlingError('COMMAND_FAILED', `could not run "${program}": ${cause.message}`, { cause })),
    );
    child.once('close', (code, name) => resolve(code ?? 128 + constants.signals[name as NodeJS.Signals]));
  });
}
