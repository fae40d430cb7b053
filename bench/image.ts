import { runScript } from '../scripts/setup/console.js';
import { measureEngines } from './measure-engines.js';
import { parseOptions } from './options.js';

/**
 * The rows of the table that tell of space: how large our images are beside what upstream has published of its own, and
 * what nodes have on disk when they are Ready, of one node and of a control plane with two workers.
 *
 *     node dist/bench/image.js [--engine podman,docker] [--pairs 5] [--rows images,disk,node-disk] [--json FILE]
 */
await runScript((signal) =>
  measureEngines(parseOptions(process.argv.slice(2), ['images', 'disk', 'node-disk']), signal),
);
