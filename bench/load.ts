import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_NODE_IMAGE } from '../src/config/defaults.js';
import type { EngineName } from '../src/engine/engine.js';
import { run } from '../src/exec/run.js';
import { eventually } from '../test/support/eventually.js';
import { User } from '../test/support/kind.js';
import { upstreamKind } from '../test/support/upstream-kind.js';
import { FIRST, NEXT, provideImages, removeImages } from './load/sample-images.js';
import { option, report, type Timings } from './report.js';
import { turns } from './sides.js';

/**
 * Time to load an image of 500 MB into the nodes of a cluster, and then its next version, of which one small layer is
 * another one; ours and upstream's kind in turns, on the same cluster and engine:
 *
 *     node dist/bench/load.js [--engine podman|docker] [--workers 0] [--pairs 5] [--json FILE]
 *
 * Ours is `load docker-image`. So is upstream's on Docker; it knows no other engine, so that on podman it is `podman
 * save` to a file and `load image-archive`.
 */
const NAME = 'bench-load';

interface Row extends Timings {
  engine: EngineName;
  workers: number;
  case: 'whole image' | 'one small layer';
}

type Load = (image: string) => Promise<void>;

const ours =
  (user: User): Load =>
  async (image) => {
    await user.mustKind(['load', 'docker-image', image, '--name', NAME]);
  };

function upstreams(user: User): Load {
  if (user.engine === 'docker') return ours(user);
  return async (image) => {
    const archive = join(user.home, 'image.tar');
    await run(['podman', 'save', '--quiet', '--output', archive, image]);
    await user.mustKind(['load', 'image-archive', archive, '--name', NAME]);
    await rm(archive);
  };
}

/** Seconds that something takes. */
async function seconds(action: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await action();
  return (performance.now() - began) / 1000;
}

const CTR = ['ctr', '--namespace=k8s.io', 'images'];

/** All names of images in a node. */
async function namesIn(engine: EngineName, node: string): Promise<string[]> {
  const { stdout } = await run([engine, 'exec', node, ...CTR, 'ls', '--quiet']);
  return stdout.split('\n').filter((name) => name !== '');
}

/** Takes images out of nodes, except those of these names: when the last of their names goes, so do their layers. */
async function forget(engine: EngineName, nodes: readonly string[], kept: readonly string[]): Promise<void> {
  for (const node of nodes) {
    const names = (await namesIn(engine, node)).filter((name) => !kept.includes(name));
    await run([engine, 'exec', node, ...CTR, 'rm', '--sync', ...names]);
  }
}

async function compare(engine: EngineName, workers: number, pairs: number): Promise<Row[]> {
  const row = (name: Row['case']): Row => ({ engine, workers, case: name, ours: [], upstream: [] });
  const [whole, layer] = [row('whole image'), row('one small layer')];
  const users = { ours: await User.create(engine), upstream: await User.create(engine, await upstreamKind()) };
  const loads = { ours: ours(users.ours), upstream: upstreams(users.upstream) };
  const config = join(users.ours.home, 'config.yaml');
  const roles = ['control-plane', ...Array<string>(workers).fill('worker')];
  const list = roles.map((role) => `- role: ${role}\n`).join('');
  await writeFile(config, `kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n${list}`);
  const create = ['create', 'cluster', '--name', NAME, '--config', config, '--image', DEFAULT_NODE_IMAGE];
  try {
    await provideImages(engine);
    await users.ours.mustKind([...create, '--wait', '3m']);
    const nodes = (await users.ours.mustKind(['get', 'nodes', '--name', NAME])).trim().split('\n');
    const shipped = await namesIn(engine, nodes[0] ?? '');
    for (let pair = 0; pair < pairs; pair++) {
      for (const who of turns(pair)) {
        whole[who].push(await seconds(() => loads[who](FIRST)));
        layer[who].push(await seconds(() => loads[who](NEXT)));
        await forget(engine, nodes, shipped);
      }
      const last = ({ case: name, ours, upstream }: Row) =>
        `${name}: ours ${ours.at(-1)?.toFixed(2)} s, upstream ${upstream.at(-1)?.toFixed(2)} s`;
      process.stderr.write(`pair ${pair + 1}: ${[whole, layer].map(last).join('; ')}\n`);
    }
  } finally {
    await eventually(() => users.ours.mustKind(['delete', 'cluster', '--name', NAME]));
    await removeImages(engine);
    await Promise.all([users.ours.dispose(), users.upstream.dispose()]);
  }
  return [whole, layer];
}

const rows: Row[] = [];
for (const engine of option('engine', 'podman,docker').split(',') as EngineName[]) {
  for (const workers of option('workers', '0').split(',').map(Number)) {
    rows.push(...(await compare(engine, workers, Number(option('pairs', '5')))));
  }
}
await report(rows, {
  engine: ({ engine }) => engine,
  nodes: ({ workers }) => `1+${workers}`,
  case: (row) => row.case,
});
