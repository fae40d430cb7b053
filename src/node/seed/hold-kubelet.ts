import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../../exec/run.js';

/** Who is held, and while what runs. */
export interface Hold {
  /** The process that is held; undefined: there is none. */
  process: () => Promise<number | undefined>;
  /** Names of programs: how they were called. */
  programs: readonly string[];
}

/** The kubelet, and the static pods' programs without which no API server answers. */
const KUBELET: Hold = { process: kubeletProcess, programs: ['etcd', 'kube-apiserver'] };

/** Milliseconds between two looks at what runs. */
const PAUSE = 20;

/**
 * Keeps the kubelet still from when it has started the node's servers until they answer. It could only ask them in vain,
 * and waits twice as long after each time: it would register the node seconds after it could. When it goes on, what it
 * waited for is over.
 *
 * @param answer settles when the servers answer, or have failed to
 * @returns what `answer` does
 */
export async function holdKubelet<T>(answer: Promise<T>, hold = KUBELET): Promise<T> {
  const settled = answer.then(
    () => true,
    () => true,
  );
  let servers: number[] | undefined;
  let held: number | undefined;
  const release = () => {
    if (held !== undefined) signal(held, 'SIGCONT');
    held = undefined;
  };
  const ended = () => {
    release();
    process.exit(143);
  };
  process.once('SIGTERM', ended);
  try {
    while (!(await Promise.race([settled, sleep(PAUSE, false)]))) {
      // A server that has ended is the kubelet's to start again.
      if (!servers?.every(isThere)) {
        release();
        servers = processesOf(hold.programs);
      }
      if (servers !== undefined && held === undefined) {
        held = await hold.process();
        if (held !== undefined) signal(held, 'SIGSTOP');
      }
    }
  } finally {
    release();
    process.off('SIGTERM', ended);
  }
  return await answer;
}

async function kubeletProcess(): Promise<number | undefined> {
  const { stdout } = await run(['systemctl', 'show', '--property=MainPID', '--value', 'kubelet']);
  const pid = Number(stdout.trim());
  return pid > 0 ? pid : undefined;
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended; the next one knows nothing of it.
  }
}

/** A process of each of these programs, or undefined when one has none. */
function processesOf(programs: readonly string[]): number[] | undefined {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const byProgram = new Map(ids.map((id) => [programOf(id), Number(id)]));
  const found = programs.flatMap((program) => byProgram.get(program) ?? []);
  return found.length === programs.length ? found : undefined;
}

function programOf(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0')[0] ?? '';
  } catch {
    // It has just ended.
    return '';
  }
}

function isThere(id: number): boolean {
  return existsSync(`/proc/${id}`);
}
