import { runScript } from '../scripts/setup/console.js';
import { measureEngines } from './measure-engines.js';
import { parseOptions } from './options.js';

/**
 * The rows of the table that only create: one node, and a control plane with two workers, until all are Ready.
 *
 *     node dist/bench/create.js [--engine podman,docker] [--pairs 5] [--bootstrap kubeadm|seed] [--json FILE]
 */
await runScript((signal) => measureEngines(parseOptions(process.argv.slice(2), ['one-node', 'workers']), signal));
