import type { Progress } from './progress.js';

/** What an operation reports, as one value. */
export type ProgressEvent =
  /** A phase of it begins. */
  | { type: 'phase-start'; phase: string }
  /** The phase has ended. */
  | { type: 'phase-end'; phase: string; success: boolean }
  /** A message for people. `level` 0 is for everybody, 1 and up for those who want to know more. */
  | { type: 'log'; level: number; message: string }
  | { type: 'warning'; message: string }
  /** Of several things, one has failed; the operation goes on, or throws later. */
  | { type: 'error'; message: string };

/** Turns a listener into the `progress` option of this library's functions. */
export function progressEvents(listener: (event: ProgressEvent) => void): Progress {
  let running: string | undefined;
  const end = (success: boolean) => {
    if (running === undefined) return;
    const phase = running;
    running = undefined;
    listener({ type: 'phase-end', phase, success });
  };
  return {
    start(phase) {
      end(true);
      running = phase;
      listener({ type: 'phase-start', phase });
    },
    end,
    log: (message, level = 0) => listener({ type: 'log', level, message }),
    warn: (message) => listener({ type: 'warning', message }),
    error: (message) => listener({ type: 'error', message }),
  };
}
