import { cpus } from 'node:os';
import { setTimeout as elapsed } from 'node:timers/promises';

/** Milliseconds for which processors are watched. */
const WINDOW = 1000;
/** The share of their time that may be taken: a machine is never still. */
const STILL = 0.1;
/** How often at most they are watched. */
const TRIES = 10;

/** Milliseconds that a processor has spent, as os.cpus() tells them: `idle`, and others by what for. */
export type ProcessorTimes = Readonly<Record<string, number> & { idle: number }>;

/**
 * Waits until the machine has next to nothing to do, some seconds at most: what was deleted may still be on its way out,
 * and what others do counts for nobody.
 *
 * @returns the share of processor time (0 to 1) that was taken in the last second
 */
export async function quiet(signal: AbortSignal): Promise<number> {
  let share = 1;
  for (let tries = 0; tries < TRIES && share > STILL; tries++) {
    const before = times();
    await elapsed(WINDOW, undefined, { signal });
    share = busyShare(before, times());
  }
  return share;
}

function times(): ProcessorTimes[] {
  return cpus().map(({ times }) => ({ ...times }));
}

/** The share of all processors' time between two moments in which they were not idle. */
export function busyShare(before: readonly ProcessorTimes[], after: readonly ProcessorTimes[]): number {
  const sum = (of: (times: ProcessorTimes) => number) => {
    const total = (all: readonly ProcessorTimes[]) => all.reduce((sum, times) => sum + of(times), 0);
    return total(after) - total(before);
  };
  const all = sum((times) => Object.values(times).reduce((total, time) => total + time, 0));
  return all === 0 ? 0 : 1 - sum(({ idle }) => idle) / all;
}
