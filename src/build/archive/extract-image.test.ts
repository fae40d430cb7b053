import assert from 'node:assert/strict';
import { lstat, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Tree } from '../rootfs/tree.js';
import { extractImage } from './extract-image.js';
import { writeImageArchive } from './image-archive.js';

test('layers are put over one another, whiteouts remove what is below', {
  skip: process.getuid?.() !== 0,
}, async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'kindling-extract-'));
  t.after(() => rm(root, { recursive: true }));
  const lower = new Tree(join(root, 'lower'));
  const upper = new Tree(join(root, 'upper'));
  await lower.file('/etc/changed', 'old');
  await lower.file('/etc/removed', 'x');
  await lower.file('/etc/kept', 'kept', 0o600);
  await lower.file('/opaque/old', 'x');
  await lower.file('/top', 'x');
  await upper.file('/etc/changed', 'new');
  await upper.file('/etc/.wh.removed', '');
  await upper.file('/opaque/.wh..wh..opq', '');
  await upper.file('/opaque/new', 'x');
  await upper.file('/.wh.top', '');
  const archive = join(root, 'image.tar');
  const layers = [lower.root, upper.root];
  await writeImageArchive(archive, [{ names: ['localhost/x:1'], architecture: 'amd64', run: {}, layers }]);
  await extractImage(archive, join(root, 'out'), join(root, 'work'));
  const out = new Tree(join(root, 'out'));
  assert.deepEqual(await out.list('/'), ['etc', 'opaque']);
  assert.deepEqual(await out.list('/etc'), ['changed', 'kept']);
  assert.deepEqual(await out.list('/opaque'), ['new']);
  assert.equal(await readFile(out.at('/etc/changed'), 'utf8'), 'new');
  assert.equal((await lstat(out.at('/etc/kept'))).mode & 0o777, 0o600);
  assert.equal(await lstat(join(root, 'work')).catch(() => 'gone'), 'gone');
});

test('an archive without an image is refused', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'kindling-extract-'));
  t.after(() => rm(root, { recursive: true }));
  await mkdir(join(root, 'empty'));
  await writeFile(join(root, 'x.tar'), '');
  await writeImageArchive(join(root, 'x.tar'), []);
  await assert.rejects(
    extractImage(join(root, 'x.tar'), join(root, 'out'), join(root, 'work')),
    /no image in the archive/,
  );
});
