import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { KindlingError } from '../errors.js';
import { shellQuote } from './shell-quote.js';

export interface RunOptions {
  /** Standard input: text, bytes, or a stream that is piped in. Default: none (/dev/null). */
  stdin?: string | Uint8Array | Readable;
  /** Environment variables added to this process' own. */
  env?: Record<string, string | undefined>;
  cwd?: string;
  /** Ends the process (SIGTERM) when aborted; the promise then rejects with code CANCELLED. */
  signal?: AbortSignal;
  /** Milliseconds until the process is killed and the promise rejects with code TIMEOUT. Default: no limit. */
  timeout?: number;
  /** Called with each chunk of output as it comes, stdout and stderr in order of arrival. */
  onOutput?: (chunk: Buffer, stream: 'stdout' | 'stderr') => void;
  /** Exit codes that count as success. Default: [0]. */
  okCodes?: readonly number[];
  /** Keep at most this many bytes of each stream in the result (the last ones). Default: 16 MiB. */
  maxBuffer?: number;
}

export interface RunResult {
  stdout: string;
  stderr: string;
  exitCode: number;
}

/** A process that could not be started or exited with an error. `output` is stdout and stderr in order of arrival. */
export class CommandError extends KindlingError {
  readonly command: readonly string[];
  readonly exitCode: number | undefined;
  readonly output: string;
  readonly stdout: string;
  readonly stderr: string;

  constructor(
    command: readonly string[],
    reason: string,
    details: {
      exitCode?: number | undefined;
      output?: string;
      stdout?: string;
      stderr?: string;
      code?: 'COMMAND_FAILED' | 'TIMEOUT' | 'CANCELLED';
      cause?: unknown;
    } = {},
  ) {
    super(
      details.code ?? 'COMMAND_FAILED',
      `command "${shellQuote(command)}" failed with error: ${reason}`,
      details.cause === undefined ? {} : { cause: details.cause },
    );
    this.command = command;
    this.exitCode = details.exitCode;
    this.output = details.output ?? '';
    this.stdout = details.stdout ?? '';
    this.stderr = details.stderr ?? '';
  }
}

/**
 * Runs a program without a shell and collects its output.
 *
 * @param command program and arguments
 * @throws {CommandError} when it can't be started, exits with a code not in `okCodes`, is cancelled or times out
 */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const [program, ...args] = command;
  if (program === undefined) throw new KindlingError('INTERNAL', 'run: the command is empty');
  options.signal?.throwIfAborted();
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env ? { ...process.env, ...options.env } : process.env,
    stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  return await collect(child, command, options);
}

async function collect(child: ChildProcess, command: readonly string[], options: RunOptions): Promise<RunResult> {
  const limit = options.maxBuffer ?? 16 * 1024 * 1024;
  const both = new Tail(limit);
  const tails = { stdout: new Tail(limit), stderr: new Tail(limit) };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => {
      tails[name].push(chunk);
      both.push(chunk);
      options.onOutput?.(chunk, name);
    });
  }
  let killed: 'TIMEOUT' | 'CANCELLED' | undefined;
  const kill = (why: 'TIMEOUT' | 'CANCELLED') => {
    killed ??= why;
    child.kill('SIGTERM');
  };
  const onAbort = () => kill('CANCELLED');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const timer = options.timeout === undefined ? undefined : setTimeout(() => kill('TIMEOUT'), options.timeout);
  feed(child, options.stdin);
  try {
    const [exitCode, signalName] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', (cause) => reject(new CommandError(command, spawnReason(cause, command), { cause })));
      child.once('close', (code, signal) => resolve([code, signal]));
    });
    const [stdout, stderr] = [tails.stdout.text(), tails.stderr.text()];
    const details = { exitCode: exitCode ?? undefined, output: both.text(), stdout, stderr };
    if (killed === 'TIMEOUT')
      throw new CommandError(command, `no result within ${options.timeout} ms`, { ...details, code: 'TIMEOUT' });
    if (killed === 'CANCELLED') throw new CommandError(command, 'cancelled', { ...details, code: 'CANCELLED' });
    if (exitCode === null) throw new CommandError(command, `signal: ${signalName}`, details);
    if (!(options.okCodes ?? [0]).includes(exitCode)) {
      throw new CommandError(command, `exit status ${exitCode}`, details);
    }
    return { stdout, stderr, exitCode };
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

function feed(child: ChildProcess, stdin: RunOptions['stdin']): void {
  if (stdin === undefined || !child.stdin) return;
  // A process that exits without reading all of its input closes the pipe: its exit code tells, not EPIPE.
  child.stdin.on('error', () => {});
  if (typeof stdin === 'string' || stdin instanceof Uint8Array) child.stdin.end(stdin);
  else pipeline(stdin, child.stdin).catch(() => child.kill('SIGTERM'));
}

function spawnReason(cause: NodeJS.ErrnoException, command: readonly string[]): string {
  return cause.code === 'ENOENT' ? `exec: "${command[0]}": executable file not found in $PATH` : cause.message;
}

/** The last `limit` bytes of a stream. */
class Tail {
  private chunks: Buffer[] = [];
  private size = 0;

  constructor(private readonly limit: number) {}

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    while (this.size - (this.chunks[0]?.length ?? 0) >= this.limit) this.size -= this.chunks.shift()?.length ?? 0;
  }

  text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}
