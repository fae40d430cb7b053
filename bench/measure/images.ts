import { mkdtemp, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { podmanEnvironment } from '../../src/engine/podman/environment.js';
import { run } from '../../src/exec/run.js';
import type { Bench } from '../bench.js';
import { IMAGE_BUILDS, type ImageBuild, namesOf } from '../images/image-builds.js';
import { layerBytes } from '../images/layer-bytes.js';
import { type Figure, PUBLISHED, type Published } from '../images/published.js';
import type { Goal, RowHead } from '../record/run.js';
import type { Measurement, Values } from './measurement.js';

/** In MB, of the node image. */
const GOALS: Record<keyof Published, Goal> = { uncompressed: { most: 400 }, compressed: { most: 150 } };

const NOTES: Record<keyof Published, string> = {
  uncompressed:
    "this and the other images: as the engine counts; upstream's are in registries only, so what has been published stands beside ours",
  compressed: 'this and the other images: their layers, with gzip as it comes (level 6)',
};

/** How large our images are, beside what upstream has published of its own. */
export function images(): Measurement {
  const names = IMAGE_BUILDS.flatMap(namesOf).map(({ name }) => name);
  const kinds = Object.keys(GOALS) as (keyof Published)[];
  const rows = names.flatMap((name) =>
    kinds.map(
      (kind): RowHead => ({
        id: `image-${name}-${kind}`,
        what: `image ${name}, ${kind}`,
        unit: 'MB',
        ...(name === 'node' ? { goal: GOALS[kind], note: NOTES[kind] } : {}),
      }),
    ),
  );
  const figures = names.flatMap((name) =>
    kinds.flatMap((kind) => {
      const figure: Figure | undefined = (PUBLISHED[name] as Published)[kind];
      return figure ? [[`image-${name}-${kind}`, { what: figure.image, value: figure.megabytes }] as const] : [];
    }),
  );
  return {
    rows,
    pairs: 1,
    published: Object.fromEntries(figures),
    oursAlone: async () => '',
    async measure(bench) {
      let values: Values = {};
      for (const build of IMAGE_BUILDS) values = { ...values, ...(await measureBuild(bench, build)) };
      return values;
    },
  };
}

/** Builds images, has the engine count them, and counts their compressed layers. */
async function measureBuild({ engine, users, signal }: Bench, build: ImageBuild): Promise<Values> {
  const names = namesOf(build);
  const line = ['build', build.command, ...names.flatMap(({ flags }) => flags)];
  const values: Record<string, number> = {};
  await users.ours.mustKind(line, { signal });
  try {
    for (const { name, image } of names) values[`image-${name}-uncompressed`] = (await size(engine.name, image)) / 1e6;
  } finally {
    await cli(engine.name, ['rmi', ...names.map(({ image }) => image)]);
  }
  // Not in /tmp, which may be memory: the node image is large.
  const work = await mkdtemp(join(homedir(), '.kindling-bench-images-'));
  try {
    const layout = join(work, 'layout');
    const output = `type=oci,tar=false,dest=${layout},compression=gzip`;
    await users.ours.mustKind([...line, '--output', output], { signal });
    const bytes = await layerBytes(layout);
    for (const { name, image } of names) {
      const compressed = bytes.get(image);
      if (compressed !== undefined) values[`image-${name}-compressed`] = compressed / 1e6;
    }
  } finally {
    await rm(work, { recursive: true });
  }
  return values;
}

async function size(engine: string, image: string): Promise<number> {
  return Number(await cli(engine, ['image', 'inspect', '--format', '{{.Size}}', image]));
}

async function cli(engine: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, ...(engine === 'podman' && podmanEnvironment(process.env)) };
  return (await run([engine, ...args], { env })).stdout;
}
