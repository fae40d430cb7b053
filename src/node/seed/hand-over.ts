import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { NodeStart } from '../../seed/node-start.js';

/** Where what is for other nodes waits to be fetched: in memory, for root's eyes only. */
const PATH = '/run/kindling-nodes.json';

/** Lays ready what other nodes start from. */
export function layReady(starts: readonly NodeStart[], path = PATH): void {
  if (starts.length > 0) writeFileSync(path, JSON.stringify(starts), { mode: 0o600, flag: 'wx' });
}

/** Takes what was laid ready: NodeStart[], as JSON. */
export function handOver(path = PATH): string {
  const text = readFileSync(path, 'utf8');
  rmSync(path);
  return text;
}

/** Removes what nobody has fetched. */
export function forget(path = PATH): void {
  rmSync(path, { force: true });
}
