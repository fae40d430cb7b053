import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type TestContext, test } from 'node:test';
import type { Engine } from '../engine/engine.js';
import { hostArch } from './base/base-parts.js';
import { openImageArchive } from './content/archive-content.js';
import { configOf, imageId } from './content/image-content.js';
import { storeImage } from './image-cache.js';
import type { Arch, Part } from './part.js';
import { buildPartImage, shortId } from './part-image.js';
import { sampleArchive } from './testing/sample-image.js';

async function directory(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'kindling-part-image-'));
  t.after(() => rm(dir, { recursive: true }));
  return dir;
}

async function part(arch: Arch): Promise<Part> {
  return {
    name: `sample-${arch}`,
    inputs: { arch },
    async build({ dir, signal }) {
      await mkdir(join(dir, 'rootfs'));
      await writeFile(join(dir, 'rootfs', 'file'), arch);
      await storeImage(dir, { architecture: arch, run: { Cmd: ['/x'] }, layers: [join(dir, 'rootfs')] }, signal);
    },
  };
}

/** An engine that keeps what it is given in a file. */
function keepingEngine(dir: string) {
  const present = new Map<string, string>();
  const path = join(dir, 'loaded.tar');
  const engine = {
    imageId: async (name: string) => present.get(name),
    loadImage: async (archive: Readable) => {
      await pipeline(archive, createWriteStream(path));
      const opened = await openImageArchive(path, hostArch, dir);
      for (const image of opened.images) for (const name of image.names) present.set(name, imageId(image));
      await opened.close();
    },
  } as unknown as Engine;
  return { engine, present };
}

test('an image is built and loaded once, and comes from the cache afterwards', async (t) => {
  const dir = await directory(t);
  const { engine, present } = keepingEngine(dir);
  const messages: string[] = [];
  const progress = {
    start() {},
    end() {},
    log: (message: string) => void messages.push(message),
    warn() {},
    error() {},
  };
  const options = { engine, cacheDir: join(dir, 'cache'), progress };
  const name = (image: Parameters<typeof shortId>[0]) => `localhost/sample:${shortId(image)}`;
  const first = await buildPartImage(options, name, part);
  assert.match(first.image, /^localhost\/sample:[0-9a-f]{12}$/);
  assert.deepEqual([...present], [[first.image, first.id]]);
  assert.deepEqual([first.cached, first.loaded], [false, true]);
  assert.equal(messages.at(-1), `Image "${first.image}" build completed.`);
  const second = await buildPartImage(options, name, part);
  assert.deepEqual(second, { ...first, cached: true, loaded: false });
  const other = await buildPartImage({ ...options, image: 'localhost/other:1' }, name, part);
  assert.deepEqual(other, { ...first, image: 'localhost/other:1', cached: true, loaded: true });
  const names = await readdir(join(dir, 'cache'));
  assert.deepEqual(
    names.map((entry) => entry.replace(/-[0-9a-f]{16}$/, '')),
    [`sample-${hostArch}`],
  );
});

test('an image on a base goes to a file, without an engine', async (t) => {
  const dir = await directory(t);
  const base = await sampleArchive(dir, {
    names: ['base:1'],
    layers: [{ lower: 'l' }],
    arch: hostArch,
    run: { User: '7', Cmd: ['/base'] },
  });
  const output = { format: 'oci-archive' as const, path: join(dir, 'out.tar') };
  const options = { output, baseImage: base, cacheDir: join(dir, 'cache') };
  const { image, loaded } = await buildPartImage(options, 'localhost/sample:1', part);
  assert.deepEqual([image, loaded], ['localhost/sample:1', false]);
  const written = await openImageArchive(output.path, hostArch, dir);
  const [content] = written.images;
  await written.close();
  assert.ok(content);
  assert.equal(content.layers.length, 2);
  assert.deepEqual(configOf(content).config, { User: '7', Cmd: ['/x'] });
});

test('without a place to go to nothing is built', async (t) => {
  const dir = await directory(t);
  await assert.rejects(buildPartImage({ cacheDir: join(dir, 'cache') }, 'localhost/sample:1', part), { code: 'USAGE' });
  assert.deepEqual(await readdir(dir), []);
  const signal = AbortSignal.abort(new Error('enough'));
  await assert.rejects(buildPartImage({ signal }, 'localhost/sample:1', part), { code: 'CANCELLED' });
});
