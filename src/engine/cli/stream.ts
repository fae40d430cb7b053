import { PassThrough, type Readable } from 'node:stream';
import { endGroup, spawnGroup } from '../../exec/process-group.js';
import { CommandError } from '../../exec/run.js';
import type { Environment } from '../../state-dir.js';

export interface StreamOptions {
  /** The program's environment. Default: this process' own. */
  env?: Environment;
  /** Ends the program and, without an error, the stream. */
  signal?: AbortSignal;
  /** Put stderr into the stream as well. Default: false, it is kept for the error. */
  merge?: boolean;
  /** Turns the failure of the program into the stream's error. */
  translate?: (error: CommandError) => unknown;
}

/** How much of stderr an error carries: the last bytes of it. */
const stderrLimit = 64 * 1024;

/**
 * Starts a program and hands out its standard output, with back pressure. Destroying the stream ends the program.
 *
 * @param command program and arguments
 */
export function streamCommand(command: readonly string[], options: StreamOptions = {}): Readable {
  const out = new PassThrough();
  if (options.signal?.aborted) return out.end();
  const [program = '', ...args] = command;
  const child = spawnGroup(program, args, {
    env: options.env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stdout?.pipe(out, { end: false });
  if (options.merge) child.stderr?.pipe(out, { end: false });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-stderrLimit);
  });
  const stop = () => {
    if (child.exitCode === null && child.signalCode === null) endGroup(child);
    // Those that the program left behind may hold on to its output.
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  const fail = (reason: string, exitCode: number | null, cause?: unknown) => {
    const error = new CommandError(command, reason, {
      exitCode: exitCode ?? undefined,
      output: stderr,
      stderr,
      ...(cause ? { cause } : {}),
    });
    out.destroy((options.translate?.(error) ?? error) as Error);
  };
  child.once('error', (cause) => fail(cause.message, null, cause));
  child.once('close', (code, signal) => {
    options.signal?.removeEventListener('abort', stop);
    if (code === 0 || options.signal?.aborted) out.end();
    else if (!out.destroyed) fail(code === null ? `signal: ${signal}` : `exit status ${code}`, code);
  });
  out.once('close', stop);
  return out;
}
