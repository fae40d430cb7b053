import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { digestOf } from '../../archive/contents.js';
import { tarOf } from '../../archive/testing/sample-archives.js';
import type { ImageContent, LayerContent } from './image-content.js';
import { readImageFiles } from './read-files.js';

async function layer(files: Record<string, string>, compression: LayerContent['compression'] = 'none') {
  const tar = await tarOf(new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)])));
  const blob = compression === 'gzip' ? gzipSync(tar) : tar;
  const read = async function* () {
    yield blob;
  };
  return { digest: digestOf(blob), diffId: digestOf(tar), size: blob.length, compression, read };
}

const image = (...layers: LayerContent[]): ImageContent => ({ config: Buffer.from('{}'), layers });
const texts = async (content: ImageContent, ...paths: string[]) =>
  Object.fromEntries([...(await readImageFiles(content, paths))].map(([path, file]) => [path, file.toString()]));

test('a file is read where it was written last, whatever layers are compressed with', async () => {
  const lower = await layer({ 'etc/a': 'old', 'etc/b': 'b' });
  const upper = await layer({ './etc/a': 'new' }, 'gzip');
  assert.deepEqual(await texts(image(lower, upper), 'etc/a', 'etc/b', 'etc/c'), { 'etc/a': 'new', 'etc/b': 'b' });
});

test('files that upper layers took away are not there', async () => {
  const lower = await layer({ 'etc/a': 'a', 'opt/x/b': 'b', 'srv/c': 'c', 'srv/d': 'd' });
  const upper = await layer({ 'etc/.wh.a': '', 'opt/.wh.x': '', 'srv/.wh..wh..opq': '', 'srv/d': 'new' });
  assert.deepEqual(await texts(image(lower, upper), 'etc/a', 'opt/x/b', 'srv/c', 'srv/d'), { 'srv/d': 'new' });
});

test('layers that cannot be read are named', async () => {
  const odd = await layer({ x: '' }, 'zstd');
  await assert.rejects(readImageFiles(image(odd), ['x']), {
    code: 'IMAGE_INVALID',
    message: `layer ${odd.digest} is compressed with zstd, which cannot be read here`,
  });
});
