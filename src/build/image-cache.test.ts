import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import { run } from '../exec/run.js';
import { openStoredImage, readStoredImage, storeImage } from './image-cache.js';

test('an image on another one’s layer is whole together with that one', async (t) => {
  const work = await mkdtemp(join(tmpdir(), 'kindling-image-'));
  t.after(() => rm(work, { recursive: true }));
  const [lower, upper, out] = ['lower', 'upper', 'out'].map((name) => join(work, name)) as [string, string, string];
  for (const dir of [lower, upper]) {
    await mkdir(join(dir, 'rootfs'), { recursive: true });
    await writeFile(join(dir, 'rootfs', 'file'), dir);
  }
  const base = { architecture: 'amd64' as const, run: {} };
  await storeImage(lower, join(lower, 'rootfs'), base, undefined);
  const { layers, size } = await readStoredImage(lower);
  const below = layers.map((digest) => ({ digest, size }));
  await storeImage(upper, join(upper, 'rootfs'), { ...base, run: { Cmd: ['/x'] }, below }, undefined);
  const stored = await readStoredImage(upper);
  const archive = join(work, 'image.tar');
  await pipeline(openStoredImage([lower, upper], stored, ['localhost/x:1']), createWriteStream(archive));

  await mkdir(out);
  await run(['tar', '-x', '-f', archive, '-C', out]);
  const [entry] = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
  assert.deepEqual(entry.RepoTags, ['localhost/x:1']);
  const config = JSON.parse(await readFile(join(out, entry.Config), 'utf8'));
  assert.deepEqual(config.config, { Cmd: ['/x'] });
  assert.deepEqual(config.rootfs.diff_ids, stored.layers);
  assert.equal(stored.layers[0], layers[0]);
  assert.equal(entry.Layers.length, 2);
  for (const [index, path] of entry.Layers.entries()) {
    const layer = await readFile(join(out, path));
    assert.equal(`sha256:${createHash('sha256').update(layer).digest('hex')}`, stored.layers[index]);
  }
  assert.equal(stored.size, size * 2);
});
