import type { run } from '../../exec/run.js';

/** Runs programs: src/exec/run.ts, or a test's. */
export type Run = typeof run;
