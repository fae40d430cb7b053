import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** Milliseconds after which a program that was asked to end is killed. */
export const patience = 2_000;

/** Programs that run, and whether they were asked to end. */
const running = new Map<ChildProcess, 'asked' | 'running'>();

/**
 * Starts a program in a process group of its own: Ctrl-C at the terminal reaches only this process, which then decides
 * what becomes of the program. What still runs when this process exits is ended.
 */
export function spawnGroup(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(program, args, { ...options, detached: process.platform !== 'win32' });
  if (child.pid === undefined) return child;
  if (running.size === 0) process.on('exit', endAll);
  running.set(child, 'running');
  child.once('exit', () => {
    // One that was asked to end may leave others behind that do not heed: they stay ours until they are killed.
    if (running.get(child) === 'running') forget(child);
  });
  return child;
}

/** Asks a program and those that it started to end (SIGTERM), and kills them when they have not after a while. */
export function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || running.get(child) === 'asked') return;
  if (running.size === 0) process.on('exit', endAll);
  running.set(child, 'asked');
  signalGroup(child, 'SIGTERM');
  setTimeout(() => {
    signalGroup(child, 'SIGKILL');
    forget(child);
  }, patience).unref();
}

function forget(child: ChildProcess): void {
  running.delete(child);
  if (running.size === 0) process.off('exit', endAll);
}

function endAll(): void {
  for (const [child, state] of running) signalGroup(child, state === 'asked' ? 'SIGKILL' : 'SIGTERM');
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // All of them are gone.
  }
}
