import { text } from 'node:stream/consumers';
import { messageOf } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import { handOver } from './hand-over.js';
import { init } from './init.js';
import { join } from './join.js';

/**
 * The node's program for clusters from a seed. `init` makes the first control plane; `hand-over` prints what the others
 * start from, workers and further control planes; `join` starts one of these. All but the second tell how far they have
 * come, line by line.
 */
async function main(): Promise<void> {
  const began = performance.now();
  const tell = (what: string) => process.stdout.write(`[seed] ${what} (${Math.round(performance.now() - began)} ms)\n`);
  const [command] = process.argv.slice(2);
  if (command === 'init') await init(await text(process.stdin), tell);
  else if (command === 'hand-over') process.stdout.write(handOver());
  else if (command === 'join') await join(await text(process.stdin), tell);
  else throw new Error(`seed: unknown command "${command}"`);
}

main().catch((error: unknown) => {
  const output = error instanceof CommandError ? `\n${error.output.trimEnd()}` : '';
  process.stderr.write(`${messageOf(error)}${output}\n`);
  process.exit(1);
});
