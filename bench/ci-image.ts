import { writeFile } from 'node:fs/promises';
import { table } from '../src/cli/text/table.js';
import type { EngineName } from '../src/engine/engine.js';
import { CiContainer } from '../test/support/ci-container.js';
import { User } from '../test/support/kind.js';
import { median } from './median.js';
import { option } from './report.js';

/**
 * Time from `run` of the CI image to its `/kubernetes-ready`, one container after another:
 *
 *     node dist/bench/ci-image.js [--engine podman|docker] [--runs 5] [--json FILE]
 */
const IMAGE = 'localhost/kindling/ci:bench';
const NAME = 'bench-ci';

async function measure(engine: EngineName): Promise<number> {
  const began = performance.now();
  const container = await CiContainer.run(engine, IMAGE, NAME);
  try {
    await container.ready();
    return (performance.now() - began) / 1000;
  } finally {
    await container.remove();
  }
}

const rows: { engine: EngineName; seconds: number[] }[] = [];
for (const engine of option('engine', 'podman,docker').split(',') as EngineName[]) {
  const user = await User.create(engine);
  await user.mustKind(['build', 'ci-image', '--image', IMAGE]);
  const seconds: number[] = [];
  for (let run = 0; run < Number(option('runs', '5')); run++) {
    seconds.push(await measure(engine));
    process.stderr.write(`${engine}, run ${run + 1}: ${seconds.at(-1)?.toFixed(1)} s\n`);
  }
  rows.push({ engine, seconds });
  await user.dispose();
}
const lines = rows.map(({ engine, seconds }) => {
  const numbers = [median(seconds), Math.min(...seconds), Math.max(...seconds)];
  return [engine, String(seconds.length), ...numbers.map((number) => number.toFixed(2))];
});
process.stdout.write(`${table([['engine', 'runs', 'median (s)', 'least (s)', 'most (s)'], ...lines]).join('\n')}\n`);
const file = option('json', '');
if (file) await writeFile(file, `${JSON.stringify({ image: IMAGE, rows }, null, 2)}\n`);
