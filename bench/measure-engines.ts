import { withBench } from './bench.js';
import { demandBundle } from './built.js';
import { measureAll } from './measure/all.js';
import type { Options } from './options.js';
import { writePage } from './page/write-page.js';
import { fileOf, RESULTS, saveRun } from './record/history.js';
import { runText } from './record/text.js';

/** Measures on each engine that the options name, prints what it was, and keeps it. */
export async function measureEngines(options: Options, signal: AbortSignal): Promise<void> {
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
}
