import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openImageArchive } from '../../src/build/content/archive-content.js';
import { gzipLayers } from '../../src/build/content/gzip.js';
import type { NamedContent } from '../../src/build/content/image-content.js';
import { writeOutput } from '../../src/build/output/write-output.js';
import { sampleArchive } from '../../src/build/testing/sample-image.js';
import { layerBytes } from './layer-bytes.js';

test('layers of each image in a layout are counted as they are there, by its name', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'kindling-layers-'));
  t.after(() => rm(dir, { recursive: true }));
  const layers = [{ a: 'a'.repeat(100_000) }, { b: 'b' }];
  const archive = await openImageArchive(await sampleArchive(dir, { names: ['x:1'], layers }), 'amd64', dir);
  t.after(() => archive.close());
  const plain: NamedContent = { ...(archive.images[0] as NamedContent), names: ['localhost/plain:1'] };
  const small: NamedContent = { ...(await gzipLayers(plain, dir)), names: ['localhost/small:1'] };
  const layout = join(dir, 'layout');
  await writeOutput([plain, small], { format: 'dir', path: layout });
  const sizes = await layerBytes(layout);
  const expected = (image: NamedContent) => image.layers.reduce((sum, { size }) => sum + size, 0);
  assert.deepEqual(
    [...sizes],
    [plain, small].map((image) => [image.names[0], expected(image)]),
  );
  assert.ok(expected(small) < 5000 && expected(plain) > 100_000);
});
