import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { throwIfCancelled } from '../cancelled.js';
import { KindlingError } from '../errors.js';
import { endGroup, patience, spawnGroup } from './process-group.js';
import { shellQuote } from './shell-quote.js';

export interface RunOptions {
  /** Standard input: text, bytes, or a stream that is piped in. Default: none (/dev/null). */
  stdin?: string | Uint8Array | Readable;
  /** The program's environment variables. Default: this process' own. */
  env?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
  /** Ends the process and those it started when aborted (SIGTERM, later SIGKILL); the promise rejects with CANCELLED. */
  signal?: AbortSignal;
  /** Milliseconds until the process is ended in the same way and the promise rejects with TIMEOUT. Default: no limit. */
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

/** Milliseconds for the output of a program that was ended on purpose: what it started may hold on to the pipes. */
const grace = 200;

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
 * Runs a program without a shell, in a process group of its own, and collects its output.
 *
 * @param command program and arguments
 * @throws {CommandError} when it can't be started, exits with a code not in `okCodes`, is cancelled or times out
 */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const [program, ...args] = command;
  if (program === undefined) throw new KindlingError('INTERNAL', 'run: the command is empty');
  throwIfCancelled(options.signal);
  const child = spawnGroup(program, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
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
  const end = ending(child);
  const onAbort = () => end.stop('CANCELLED');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const timer = options.timeout === undefined ? undefined : setTimeout(() => end.stop('TIMEOUT'), options.timeout);
  feed(child, options.stdin);
  try {
    const [exitCode, signalName] = await end.ended.catch((cause: NodeJS.ErrnoException) => {
      throw new CommandError(command, spawnReason(cause, command), { cause });
    });
    const killed = end.reason();
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

/** The end of a program: with that of its output, unless it was ended on purpose. */
function ending(child: ChildProcess) {
  let killed: 'TIMEOUT' | 'CANCELLED' | undefined;
  let exit: [number | null, NodeJS.Signals | null] | undefined;
  const timers: NodeJS.Timeout[] = [];
  const { promise: ended, resolve, reject } = deferred<[number | null, NodeJS.Signals | null]>();
  const giveUp = () => {
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
    child.unref();
    resolve(exit ?? [null, 'SIGKILL']);
  };
  child.once('error', reject);
  child.once('exit', (code, signal) => {
    exit = [code, signal];
    if (killed) timers.push(setTimeout(giveUp, grace));
  });
  child.once('close', (code, signal) => resolve([code, signal]));
  return {
    ended: ended.finally(() => timers.forEach(clearTimeout)),
    reason: () => killed,
    stop(why: 'TIMEOUT' | 'CANCELLED') {
      if (killed) return;
      killed = why;
      endGroup(child);
      timers.push(setTimeout(giveUp, exit ? grace : patience + grace));
    },
  };
}

function deferred<T>() {
  let settle: { resolve: (value: T) => void; reject: (reason: unknown) => void } | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return {
    promise,
    resolve: (value: T) => settle?.resolve(value),
    reject: (reason: unknown) => settle?.reject(reason),
  };
}

function feed(child: ChildProcess, stdin: RunOptions['stdin']): void {
  if (stdin === undefined || !child.stdin) return;
  // A process that exits without reading all of its input closes the pipe: its exit code tells, not EPIPE.
  child.stdin.on('error', () => {});
  if (typeof stdin === 'string' || stdin instanceof Uint8Array) child.stdin.end(stdin);
  else
    pipeline(stdin, child.stdin).catch(() => {
      // What a program that has ended left in the background is none of its input's business.
      if (child.exitCode === null && child.signalCode === null) endGroup(child);
    });
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
