import type { ChildProcess } from 'node:child_process';
import { finished } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { spawnGroup } from '../../../exec/process-group.js';
import { CommandError } from '../../../exec/run.js';
import type { ExecOptions } from '../../engine.js';
import { processTree, signalAll } from './process-tree.js';

/** Milliseconds after which a program that was asked to end is killed. */
const patience = 2_000;
/** Milliseconds without output after which no more is expected of a program that has ended. */
const quiet = 50;

/** How a program ended, and the end of its output. */
export interface Ended {
  stdout: string;
  stderr: string;
  /** Both, in order of arrival. */
  output: string;
  exitCode: number | undefined;
  signal: NodeJS.Signals | undefined;
  /** It was ended on purpose. */
  stopped: 'CANCELLED' | 'TIMEOUT' | undefined;
}

/**
 * Runs a program that starts others on this machine. Unlike `run`, it ends all of them when it is aborted, and does not
 * wait for what the program left in the background, even if that holds on to the output.
 *
 * @param command program and arguments
 * @throws {CommandError} when it cannot be started
 */
export async function runLocally(
  command: readonly string[],
  options: ExecOptions,
  env: NodeJS.ProcessEnv,
): Promise<Ended> {
  const [program = '', ...args] = command;
  const child = spawnGroup(program, args, {
    env,
    stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  const output = collect(child, options);
  const end = ender(child, options);
  feed(child, options.stdin);
  try {
    const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', (cause) => reject(new CommandError(command, cause.message, { cause })));
      child.once('exit', (code, signal) => resolve([code, signal]));
    });
    await output.settled();
    return { ...output.text(), exitCode: exitCode ?? undefined, signal: signal ?? undefined, stopped: end.reason() };
  } finally {
    end.release();
    child.stdin?.destroy();
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
}

/** Ends the child and its descendants on abort and at the time limit. */
function ender(child: ChildProcess, { signal, timeout }: ExecOptions) {
  let reason: Ended['stopped'];
  const timers: NodeJS.Timeout[] = [];
  const stop = async (why: Ended['stopped']) => {
    if (reason !== undefined || child.pid === undefined) return;
    reason = why;
    const tree = await processTree(child.pid);
    timers.push(setTimeout(() => signalAll(tree, 'SIGKILL'), patience));
    signalAll(tree, 'SIGTERM');
  };
  const onAbort = () => void stop('CANCELLED');
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  if (timeout !== undefined) timers.push(setTimeout(() => void stop('TIMEOUT'), timeout));
  return {
    reason: () => reason,
    release: () => {
      signal?.removeEventListener('abort', onAbort);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Keeps the end of the child's output. */
function collect(child: ChildProcess, { onOutput, maxBuffer = 16 * 1024 * 1024 }: ExecOptions) {
  const kept = { stdout: [] as Buffer[], stderr: [] as Buffer[], output: [] as Buffer[] };
  let lastOutput = 0;
  const streams = (['stdout', 'stderr'] as const).map(async (name) => {
    const stream = child[name];
    stream?.on('data', (chunk: Buffer) => {
      lastOutput = performance.now();
      keepEnd(kept[name], chunk, maxBuffer);
      keepEnd(kept.output, chunk, maxBuffer);
      onOutput?.(chunk, name);
    });
    await new Promise<void>((resolve) => stream && finished(stream, () => resolve()));
  });
  const text = (chunks: Buffer[]) => Buffer.concat(chunks).toString();
  return {
    text: () => ({ stdout: text(kept.stdout), stderr: text(kept.stderr), output: text(kept.output) }),
    /** Resolves when both streams have ended, or nothing has come for a while. */
    settled: async () => {
      let timer: NodeJS.Timeout | undefined;
      const silence = new Promise<void>((resolve) => {
        const check = () => {
          const left = lastOutput + quiet - performance.now();
          if (left > 0) timer = setTimeout(check, left);
          // After a pause of this process timers come before the output that waits to be read: one more look at that.
          else setImmediate(() => (lastOutput + quiet > performance.now() ? check() : resolve()));
        };
        lastOutput = performance.now();
        timer = setTimeout(check, quiet);
      });
      await Promise.race([Promise.all(streams), silence]);
      clearTimeout(timer);
    },
  };
}

function keepEnd(chunks: Buffer[], chunk: Buffer, limit: number): void {
  chunks.push(chunk);
  let size = chunks.reduce((sum, kept) => sum + kept.length, 0);
  while (size - (chunks[0]?.length ?? 0) >= limit) size -= chunks.shift()?.length ?? 0;
}

function feed(child: ChildProcess, stdin: ExecOptions['stdin']): void {
  if (stdin === undefined || !child.stdin) return;
  // A program that ends without reading all of its input closes the pipe: its exit code tells.
  child.stdin.on('error', () => {});
  if (typeof stdin === 'string' || stdin instanceof Uint8Array) child.stdin.end(stdin);
  else pipeline(stdin, child.stdin).catch(() => child.kill('SIGTERM'));
}
