import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_NODE_IMAGE } from '../src/config/defaults.js';
import type { EngineName } from '../src/engine/engine.js';
import { eventually } from '../test/support/eventually.js';
import { User } from '../test/support/kind.js';
import { provideLibModules } from '../test/support/lib-modules.js';
import { upstreamKind } from '../test/support/upstream-kind.js';
import { option, report, type Timings } from './report.js';

/**
 * Time from the start of `create cluster` to every node Ready, ours and upstream's in turns, on the same image and
 * engine:
 *
 *     node dist/bench/create.js [--engine podman|docker] [--workers 0,2] [--pairs 5] [--bootstrap seed] [--json FILE]
 */
const NAME = 'bench';

/** Flags that only our kind has. */
const OURS = process.argv.includes('--bootstrap') ? ['--bootstrap', option('bootstrap', '')] : [];

interface Row extends Timings {
  engine: EngineName;
  workers: number;
}

/** Creates a cluster, waits until all nodes are Ready, deletes it; returns seconds until Ready. */
async function measure(user: User, workers: number, more: readonly string[]): Promise<number> {
  const roles = ['control-plane', ...Array<string>(workers).fill('worker')];
  const config = join(user.home, 'config.yaml');
  const nodes = roles.map((role) => `- role: ${role}\n`).join('');
  await writeFile(config, `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n${nodes}`);
  const flags = ['--name', NAME, '--config', config, '--image', DEFAULT_NODE_IMAGE, '--wait', '5m', ...more];
  try {
    const began = performance.now();
    await user.mustKind(['create', 'cluster', ...flags]);
    await user.kubectl(NAME, ['wait', '--for=condition=Ready', 'nodes', '--all', '--timeout=300s']);
    return (performance.now() - began) / 1000;
  } finally {
    // Docker 20.10 sometimes sees the end of a container too late, and says that it failed to remove it.
    await eventually(() => user.mustKind(['delete', 'cluster', '--name', NAME]));
  }
}

async function compare(engine: EngineName, workers: number, pairs: number): Promise<Row> {
  const row: Row = { engine, workers, ours: [], upstream: [] };
  const ours = await User.create(engine);
  const upstream = await User.create(engine, await upstreamKind());
  const measures = { ours: () => measure(ours, workers, OURS), upstream: () => measure(upstream, workers, []) };
  for (let pair = 0; pair < pairs; pair++) {
    // Who goes first alternates, so that a machine that drifts favours neither.
    const order = pair % 2 === 0 ? (['ours', 'upstream'] as const) : (['upstream', 'ours'] as const);
    for (const who of order) row[who].push(await measures[who]());
    process.stderr.write(
      `pair ${pair + 1}: ours ${row.ours.at(-1)?.toFixed(1)} s, upstream ${row.upstream.at(-1)?.toFixed(1)} s\n`,
    );
  }
  await Promise.all([ours.dispose(), upstream.dispose()]);
  return row;
}

const removeLibModules = await provideLibModules();
const rows: Row[] = [];
for (const engine of option('engine', 'podman,docker').split(',') as EngineName[]) {
  for (const workers of option('workers', '0,2').split(',').map(Number)) {
    rows.push(await compare(engine, workers, Number(option('pairs', '5'))));
  }
}
await removeLibModules();
await report(rows, { engine: ({ engine }) => engine, nodes: ({ workers }) => `1+${workers}` });
