import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SEED_FORMAT } from '../../seed/seed.js';
import { sampleNodeImage } from '../testing/sample-node-image.js';
import { testWorkDirectory } from '../testing/work-directory.js';
import { readNodeSeed } from './node-seed.js';

test('a node image tells its version and has its seed', async (t) => {
  const work = await testWorkDirectory(t);
  const seed = { format: SEED_FORMAT, objects: { '/registry/x': { metadata: { name: 'x' } } } };
  const files = { 'kind/version': 'v1.36.3\n', 'kind/seed/cluster.json': JSON.stringify(seed) };
  assert.deepEqual(await readNodeSeed(await sampleNodeImage(work, files), 'node:1'), { version: 'v1.36.3', seed });
});

test('images without a seed, and seeds of other versions, are refused', async (t) => {
  const without = await sampleNodeImage(await testWorkDirectory(t), { 'kind/version': 'v1.33.0\n' });
  await assert.rejects(readNodeSeed(without, 'node:1'), {
    code: 'IMAGE_INVALID',
    message: '"node:1" is no node image that has the seed of a cluster',
  });
  const files = { 'kind/version': 'v1.36.3\n', 'kind/seed/cluster.json': JSON.stringify({ format: SEED_FORMAT - 1 }) };
  await assert.rejects(readNodeSeed(await sampleNodeImage(await testWorkDirectory(t), files), 'node:1'), {
    code: 'IMAGE_INVALID',
    message: 'the seed in "node:1" is of another version of kindling',
  });
});
