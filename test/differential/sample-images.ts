import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeImageArchive } from '../../src/build/archive/image-archive.js';
import type { EngineName } from '../../src/engine/engine.js';
import { run } from '../../src/exec/run.js';

/** The name of the images, without a tag. */
export const SAMPLE = 'localhost/differential';

export interface Samples {
  /** Archives of images `archived` and `archived2`: paths. */
  archive: string;
  otherArchive: string;
  /** Has an engine know the images `1`, `2` and `same`, which is 1 by another name. */
  provide(engine: EngineName): Promise<void>;
  /** Removes everything, from engines too. */
  dispose(): Promise<void>;
}

/** Small images to load into nodes. */
export async function sampleImages(): Promise<Samples> {
  const directory = await mkdtemp(join(tmpdir(), 'kindling-sample-'));
  const make = async (tag: string) => {
    const layer = join(directory, tag);
    await mkdir(layer);
    await writeFile(join(layer, 'file'), tag);
    const archive = join(directory, `${tag}.tar`);
    const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
    await writeImageArchive(archive, [
      { names: [`${SAMPLE}:${tag}`], architecture, run: { Cmd: ['/x'] }, layers: [layer] },
    ]);
    return archive;
  };
  const tags = ['1', '2', 'archived', 'archived2'] as const;
  const [one, two, archive, otherArchive] = (await Promise.all(tags.map(make))) as [string, string, string, string];
  const provided = new Set<EngineName>();
  return {
    archive,
    otherArchive,
    async provide(engine) {
      if (provided.has(engine)) return;
      provided.add(engine);
      for (const path of [one, two]) await run([engine, 'load', '-i', path]);
      await run([engine, 'tag', `${SAMPLE}:1`, `${SAMPLE}:same`]);
    },
    async dispose() {
      for (const engine of provided) await run([engine, 'rmi', ...['1', '2', 'same'].map((tag) => `${SAMPLE}:${tag}`)]);
      await rm(directory, { recursive: true });
    },
  };
}
