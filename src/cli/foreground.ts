import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { KindlingError } from '../errors.js';

/**
 * Runs a program with this process' terminal or pipes. Ctrl-C reaches it by the terminal itself; what it does then is
 * its business, and this process waits for it.
 *
 * @param input standard input in place of this process' own
 * @returns the exit code; 128 and the signal's number when a signal ended it
 */
export async function runInForeground(command: readonly string[], input?: string): Promise<number> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: [input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'] });
  // A program that does not read its input to the end is no error of ours.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  return await new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new KindlingError('COMMAND_FAILED', `could not run "${program}": ${cause.message}`, { cause })),
    );
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal as NodeJS.Signals]));
  });
}
