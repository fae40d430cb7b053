import { setMaxListeners } from 'node:events';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { detectEngine } from '../src/cluster/index.js';
import { run } from '../src/exec/run.js';
import { consoleProgress, runScript } from './setup/console.js';
import { installDebianPackages, PACKAGES } from './setup/debian-packages.js';
import { startDocker } from './setup/docker.js';
import { provideHaproxyImage } from './setup/haproxy-image.js';
import { deleteInterrupted } from './setup/interrupted-runs.js';
import { provideNodeImage } from './setup/node-image.js';
import { runTests, type Totals } from './setup/run-tests.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Tests that take too long for every run: only when they are named. */
const ON_REQUEST = ['dist/test/conformance/conformance.', 'dist/test/soak/', 'dist/test/versions/'];

/** Tests that need no engine, and run at the same time. */
const WITHOUT_ENGINE = [
  'dist/src/',
  'dist/bench/',
  'dist/test/conformance/cases.',
  'dist/test/conformance/report.',
  'dist/test/fuzz/',
];

/**
 * The whole suite: `npm test`, or parts of it: `npm test -- unit e2e/podman`. `npm test -- fuzz`
 * takes many more generated inputs than the whole suite does. Brings in what is missing first.
 */
await runScript(async (signal) => {
  const progress = consoleProgress();
  const wanted = process.argv.slice(2);
  const files = testFiles().filter((file) =>
    wanted.length === 0
      ? !ON_REQUEST.some((folder) => file.startsWith(folder))
      : wanted.some((part) => file.includes(part)),
  );
  if (wanted.includes('fuzz')) process.env.FUZZ_INPUTS ??= '100000';
  else process.env.FUZZ_SEED ??= '1'; // every run of the suite takes the same inputs; `fuzz` takes new ones
  const unit = files.filter((file) => WITHOUT_ENGINE.some((folder) => file.startsWith(folder)));
  const real = files.filter((file) => !unit.includes(file));
  const totals: Totals = { passed: 0, failed: 0, failures: [] };

  if (wanted.length === 0) {
    progress.log('Checking format and lint ...');
    await run(['npx', 'biome', 'ci', '.'], { cwd: ROOT, signal });
  }
  setMaxListeners(0, signal); // every part of a run listens to it
  await installDebianPackages(Object.values(PACKAGES).flat(), (line) => progress.log(line));
  await runTests(unit, { concurrency: availableParallelism(), signal }, totals);
  if (real.length > 0) {
    const stopDocker = await startDocker(progress, signal);
    try {
      for (const name of ['podman', 'docker']) {
        const env = { ...process.env, KIND_EXPERIMENTAL_PROVIDER: name };
        const engine = await detectEngine({ env, progress, signal });
        await provideNodeImage(engine, { progress, signal, current: true });
        await provideHaproxyImage(engine, progress, signal);
        await deleteInterrupted(engine, progress, signal);
      }
      await runTests(real, { concurrency: 1, signal }, totals);
    } finally {
      await stopDocker();
    }
  }
  for (const failure of totals.failures) process.stdout.write(`\n✖ ${failure}`);
  process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed\n`);
  if (totals.failed > 0 || totals.passed === 0) process.exitCode = 1;
});

/** Compiled test files, relative to the repository. */
function testFiles(): string[] {
  return ['dist/src', 'dist/bench', 'dist/test'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.js'))
      .map((name) => relative(ROOT, join(ROOT, folder, name)))
      .sort(),
  );
}
