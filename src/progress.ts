/**
 * What long operations report while they run. Library code never writes to a terminal: it calls these, and the
 * CLI (or a program that imports the library) decides what to show.
 */
export interface Progress {
  /** A phase begins; the one before it ends successfully. */
  start(phase: string): void;
  /** The running phase ends. No phase running: nothing happens. */
  end(success: boolean): void;
  /** A line for the user. `level` 0 is always shown; 1 and up with `-v LEVEL`. */
  log(message: string, level?: number): void;
  warn(message: string): void;
  error(message: string): void;
}

export const silent: Progress = { start() {}, end() {}, log() {}, warn() {}, error() {} };
