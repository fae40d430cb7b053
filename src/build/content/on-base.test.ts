import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type TestContext, test } from 'node:test';
import type { Engine } from '../../engine/engine.js';
import { silent } from '../../progress.js';
import { sampleArchive } from '../testing/sample-image.js';
import { openImageArchive } from './archive-content.js';
import { configOf } from './image-content.js';
import { openBaseImage, putOn } from './on-base.js';

async function workDirectory(t: TestContext) {
  const dir = await mkdtemp(join(tmpdir(), 'kindling-base-'));
  const open: { close(): Promise<void> }[] = [];
  t.after(async () => {
    for (const item of open) await item.close();
    await rm(dir, { recursive: true });
  });
  return { dir, closeAtEnd: (item: { close(): Promise<void> }) => open.push(item) };
}

test('an image on a base has both their layers, and runs as it does by itself', async (t) => {
  const work = await workDirectory(t);
  const options = { engine: undefined, arch: 'amd64' as const, work, progress: silent };
  const base = await sampleArchive(work.dir, {
    names: ['localhost/base:1'],
    layers: [{ 'etc/base': 'b' }],
    run: { Env: ['A=1'], User: '7' },
  });
  const upper = await sampleArchive(work.dir, {
    names: ['localhost/upper:1'],
    layers: [{ 'etc/upper': 'u' }, { 'etc/top': 't' }],
    run: { Env: ['B=2'], Entrypoint: ['/x'] },
  });
  const archive = await openImageArchive(upper, 'amd64', work.dir);
  work.closeAtEnd(archive);
  const [image] = archive.images;
  assert.ok(image);
  const below = await openBaseImage(base, options);
  const result = putOn(below, image);
  assert.deepEqual(
    result.layers.map(({ digest }) => digest),
    [...below.layers, ...image.layers].map(({ digest }) => digest),
  );
  const { config, rootfs, history } = configOf(result);
  assert.deepEqual(
    rootfs.diff_ids,
    result.layers.map(({ diffId }) => diffId),
  );
  assert.equal(history?.length, 3);
  assert.deepEqual(config, { Env: ['B=2'], User: '7', Entrypoint: ['/x'] });
});

test('a base that is no file comes from the engine, which pulls it', async (t) => {
  const work = await workDirectory(t);
  const path = await sampleArchive(work.dir, { names: ['docker.io/library/base:1'], layers: [{ x: 'x' }] });
  const asked: string[] = [];
  const engine = {
    hasImage: async () => false,
    pullImage: async (ref: string) => void asked.push(`pull ${ref}`),
    imageId: async () => 'sha256:0',
    saveImages: async (refs: string[], out: Writable) => {
      asked.push(`save ${refs.join()}`);
      await pipeline(createReadStream(path), out);
    },
  } as unknown as Engine;
  const image = await openBaseImage('base:1', { engine, arch: 'amd64', work, progress: silent });
  assert.deepEqual(asked, ['pull base:1', 'save base:1']);
  assert.equal(image.layers.length, 1);
  await assert.rejects(openBaseImage('base:1', { engine: undefined, arch: 'amd64', work, progress: silent }), {
    code: 'USAGE',
    message: 'image "base:1" is asked of an engine, and there is none',
  });
});
