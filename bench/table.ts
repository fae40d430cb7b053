import { runScript } from '../scripts/setup/console.js';
import { withBench } from './bench.js';
import { demandBundle } from './built.js';
import { measureAll } from './measure/all.js';
import { parseOptions } from './options.js';
import { writePage } from './page/write-page.js';
import { fileOf, RESULTS, saveRun } from './record/history.js';
import { runText } from './record/text.js';

/**
 * Ours and upstream's kind side by side, on the same node image, engine and machine, in turns:
 *
 *     node dist/bench/table.js [--engine podman,docker] [--pairs 5] [--rows one-node,application,...] [--settle 60]
 *         [--scale 1,2,4,6,8,11] [--bootstrap kubeadm|seed] [--json FILE]
 *
 * Results are added to those in bench/results, and its page is drawn anew; with --json, to FILE alone.
 */
await runScript(async (signal) => {
  const options = parseOptions(process.argv.slice(2));
  demandBundle();
  const flags = options.bootstrap === undefined ? [] : ['--bootstrap', options.bootstrap];
  for (const engine of options.engines) {
    const run = await withBench(engine, flags, signal, (bench) =>
      measureAll(bench, options, (run) => saveRun(run, options.json ?? fileOf(run))),
    );
    process.stdout.write(`\n${runText(run)}`);
    if (run.failures.length > 0) process.exitCode = 1;
  }
  if (options.json === undefined) await writePage(RESULTS);
});
