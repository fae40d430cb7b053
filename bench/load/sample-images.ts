import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeImageArchive } from '../../src/build/archive/image-archive.js';
import type { Architecture } from '../../src/build/archive/image-spec.js';
import type { EngineName } from '../../src/engine/engine.js';
import { run } from '../../src/exec/run.js';

/** Sizes of the layers of both images in MB: 500 together, the last one differs. */
const COMMON = [200, 150, 100, 49];
const TOP = 1;
/** Bytes of the files in layers. */
const FILE = 1_000_000;

/** The image, and the next version of it, of which the top layer is another one. */
export const FIRST = 'localhost/bench-load:1';
export const NEXT = 'localhost/bench-load:2';

/** Brings both images into the engine's store: files that cannot be compressed. */
export async function provideImages(engine: EngineName): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'kindling-sample-'));
  try {
    const common = await Promise.all(COMMON.map((size, index) => layer(work, `common${index}`, size)));
    const architecture: Architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
    for (const name of [FIRST, NEXT]) {
      const layers = [...common, await layer(work, name.replaceAll(/\W/g, '-'), TOP)];
      const archive = join(work, 'image.tar');
      await writeImageArchive(archive, [{ names: [name], architecture, run: { Cmd: ['/none'] }, layers }]);
      await run([engine, 'load', '-i', archive]);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Takes them out of the engine's store again. */
export async function removeImages(engine: EngineName): Promise<void> {
  await run([engine, 'rmi', FIRST, NEXT], { okCodes: [0, 1] });
}

/** @param size MB */
async function layer(work: string, name: string, size: number): Promise<string> {
  const directory = join(work, name);
  await mkdir(directory);
  for (let file = 0; file < size; file++) await appendFile(join(directory, `${name}-${file}`), randomBytes(FILE));
  return directory;
}
