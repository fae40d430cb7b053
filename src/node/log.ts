import { writeSync } from 'node:fs';

export type Level = 'INFO' | 'WARN' | 'ERROR';

/** Takes a line of a program's log. */
export type Log = (level: Level, message: string) => void;

/**
 * A line of a node program's log, `LEVEL: message`, on standard error. Written synchronously: what is still
 * buffered when boot's process image is replaced would be lost, and `process.stderr` would make the terminal
 * non-blocking for init.
 */
export const logToStderr: Log = (level, message) => {
  writeSync(2, `${level}: ${message}\n`);
};
