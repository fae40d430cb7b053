import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { detectEngine } from '../src/cluster/index.js';
import { allCases, GROUPS, selectCases } from '../test/conformance/cases.js';
import { isSettled, record, recorded, resultOf } from '../test/conformance/results.js';
import { buildSuite, runCases, withCluster } from '../test/conformance/suite.js';
import { User } from '../test/support/kind.js';
import { consoleProgress, runScript } from './setup/console.js';
import { installDebianPackages, PACKAGES } from './setup/debian-packages.js';
import { provideNodeImage } from './setup/node-image.js';

/** How many cases run before their results are recorded: no more is lost when somebody ends the run. */
const BATCH = 40;

/**
 * Kubernetes' own end-to-end tests: `npm run conformance [-- --minutes N] [GROUP…]` runs the chosen cases that have not
 * passed yet, in a cluster of its own, and records in docs/ how they end.
 */
await runScript(async (signal) => {
  const { values, positionals } = parseArgs({
    options: { minutes: { type: 'string', default: '120' }, processes: { type: 'string', default: '3' } },
    allowPositionals: true,
  });
  const progress = consoleProgress();
  const say = (line: string) => progress.log(line);
  await installDebianPackages(Object.values(PACKAGES).flat(), say);
  const engine = await detectEngine({ env: process.env, progress, signal });
  await provideNodeImage(engine, { progress, signal, current: true });
  const work = await mkdtemp(join(tmpdir(), 'kindling-conformance-'));
  const user = await User.create(engine.name);
  try {
    const suite = await buildSuite(work);
    const selection = selectCases(await allCases(suite.e2e, work));
    const results = await recorded(suite.version);
    const cases = GROUPS.filter((group) => positionals.length === 0 || positionals.includes(group))
      .flatMap((group) => selection.groups[group])
      .filter((name) => !isSettled(results.cases[name]));
    say(`${cases.length} cases to run`);
    if (cases.length > 0) {
      await withCluster(user, suite, async () => {
        const end = performance.now() + Number(values.minutes) * 60_000;
        for (let first = 0; first < cases.length; first += BATCH) {
          const minutes = (end - performance.now()) / 60_000;
          if (minutes < 1) break;
          const batch = cases.slice(first, first + BATCH);
          const processes = Number(values.processes);
          for (const ended of await runCases({ suite, cases: batch, user, work, minutes, processes, signal })) {
            say(`${ended.state} ${ended.name} (${ended.seconds} s)`);
            const result = resultOf(ended);
            if (result.result === 'failed') say(`${ended.output}\n${ended.message}`);
            if (batch.includes(ended.name)) results.cases[ended.name] = result;
          }
          await record(results, selection);
        }
      });
    }
    await record(results, selection);
  } finally {
    await user.dispose();
    await rm(work, { recursive: true, force: true });
  }
});
