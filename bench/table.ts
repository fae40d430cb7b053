import { runScript } from '../scripts/setup/console.js';
import { measureEngines } from './measure-engines.js';
import { parseOptions } from './options.js';

/**
 * Ours and upstream's kind side by side, on the same node image, engine and machine, in turns:
 *
 *     node dist/bench/table.js [--engine podman,docker] [--pairs 5] [--rows one-node,application,...] [--settle 60]
 *         [--scale 1,2,4,6,8,11] [--bootstrap kubeadm|seed] [--json FILE]
 *
 * Results are added to those in bench/results, and its page is drawn anew; with --json, to FILE alone.
 */
await runScript((signal) => measureEngines(parseOptions(process.argv.slice(2)), signal));
