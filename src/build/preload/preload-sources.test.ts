import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { sampleArchive } from '../testing/sample-image.js';
import { preloadSources } from './preload-sources.js';

let root: string;
let archive: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'kindling-preload-'));
  archive = await sampleArchive(root, { names: ['localhost/x:1'], layers: [{ x: 'x' }] });
});
after(() => rm(root, { recursive: true }));

test('archives, directories of archives and names are told apart', async () => {
  await mkdir(join(root, 'archives'));
  await writeFile(join(root, 'archives', 'b.tgz'), gzipSync(''));
  await writeFile(join(root, 'archives', 'a.tar'), '');
  await writeFile(join(root, 'archives', 'note.txt'), '');
  const values = [archive, 'archives', 'nginx:1.27', 'nginx:1.27', 'quay.io/a/b@sha256:00', 'archives/b.tgz'];
  assert.deepEqual(await preloadSources(values, root), {
    archives: [archive, join(root, 'archives/a.tar'), join(root, 'archives/b.tgz')],
    images: ['nginx:1.27', 'quay.io/a/b@sha256:00'],
  });
});

test('a list has names, archives beside it, and commands that pull', async () => {
  const lines = ['#!/bin/sh', 'set -e', '', 'docker pull nginx:1.27', 'podman image pull -q b:2 # why', 'c:3', archive];
  await writeFile(join(root, 'images.sh'), lines.join('\n'));
  assert.deepEqual(await preloadSources(['images.sh'], root), {
    archives: [archive],
    images: ['nginx:1.27', 'b:2', 'c:3'],
  });
});

test('what is nothing of that is refused by name', async () => {
  await mkdir(join(root, 'empty'));
  await writeFile(join(root, 'binary'), Buffer.from([1, 0, 2]));
  await writeFile(join(root, 'nested'), 'images.sh\n');
  await writeFile(join(root, 'images.sh'), 'a:1\n');
  const cases: Record<string, RegExp> = {
    empty: /there are no image archives in directory ".*empty"/,
    binary: /binary" is neither an image archive nor a list of images/,
    nested: /"images\.sh" is neither an image archive nor the name of an image/,
    './none': /cannot preload "\.\/none": there is no such file/,
    'none.tar': /cannot preload "none\.tar"/,
  };
  for (const [value, message] of Object.entries(cases)) {
    await assert.rejects(preloadSources([value], root), { code: 'USAGE', message });
  }
});
