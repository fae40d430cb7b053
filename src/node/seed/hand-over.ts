import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { WorkerStart } from '../../seed/worker-start.js';

/** Where what is for workers waits to be fetched: in memory, for root's eyes only. */
const PATH = '/run/kindling-workers.json';

/** Lays ready what workers start from. */
export function layReady(workers: readonly WorkerStart[], path = PATH): void {
  if (workers.length > 0) writeFileSync(path, JSON.stringify(workers), { mode: 0o600, flag: 'wx' });
}

/** Takes what was laid ready: WorkerStart[], as JSON. */
export function handOver(path = PATH): string {
  const text = readFileSync(path, 'utf8');
  rmSync(path);
  return text;
}
