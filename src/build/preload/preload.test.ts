import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { ociArchive, tarOf } from '../../archive/testing/sample-archives.js';
import { type Bucket, bucketAt } from '../../bolt/bucket.js';
import { readBolt } from '../../bolt/read.js';
import { silent } from '../../progress.js';
import { appendLayer, writeLayer } from '../content/append-layer.js';
import { openImageArchive } from '../content/archive-content.js';
import { type ImageContent, imageId } from '../content/image-content.js';
import { readImageFiles } from '../content/read-files.js';
import { Tree } from '../rootfs/tree.js';
import { sampleArchive } from '../testing/sample-image.js';
import { INDEX_PATH, writeImages } from './image-blobs.js';
import { preload } from './preload.js';

const BLOBS = 'kind/containerd/io.containerd.content.v1.content/blobs/sha256';

async function workDirectory(t: TestContext) {
  const dir = await mkdtemp(join(tmpdir(), 'kindling-preload-'));
  const open: { close(): Promise<void> }[] = [];
  t.after(async () => {
    for (const item of open) await item.close();
    await rm(dir, { recursive: true });
  });
  return { dir, closeAtEnd: (item: { close(): Promise<void> }) => open.push(item) };
}

/** A node image whose store has one image. */
async function nodeImage(work: Awaited<ReturnType<typeof workDirectory>>): Promise<ImageContent> {
  const archive = await openImageArchive(
    await sampleArchive(work.dir, { names: ['registry.k8s.io/pause:3'], layers: [{ pause: 'p' }] }),
    'amd64',
    work.dir,
  );
  work.closeAtEnd(archive);
  const tree = new Tree(join(work.dir, 'node'));
  await writeImages(tree, archive.images, undefined);
  const base = await openImageArchive(
    await sampleArchive(work.dir, { names: ['b:1'], layers: [{ b: 'b' }] }),
    'amd64',
    work.dir,
  );
  work.closeAtEnd(base);
  return appendLayer(base.images[0] as ImageContent, await writeLayer(tree.root, join(work.dir, 'node.layer')));
}

async function indexOf(image: ImageContent): Promise<Bucket> {
  const index = (await readImageFiles(image, [INDEX_PATH])).get(INDEX_PATH);
  assert.ok(index);
  return readBolt(index);
}

test('an image is in the index with all its names, and its blobs are beside it, as they came', async (t) => {
  const work = await workDirectory(t);
  const path = await sampleArchive(work.dir, { names: ['quay.io/a/app:1'], layers: [{ one: '1' }, { two: '2' }] });
  const node = await nodeImage(work);
  const options = { engine: undefined, arch: 'amd64' as const, work, progress: silent };
  const result = await preload(node, { archives: [path] }, options);
  assert.equal(result.layers.length, node.layers.length + 1);

  const index = await indexOf(result);
  const archive = await openImageArchive(path, 'amd64', work.dir);
  work.closeAtEnd(archive);
  const [app] = archive.images;
  assert.ok(app);
  const images = bucketAt(index, 'v1', 'k8s.io', 'images');
  const digest = app.manifest.digest;
  assert.deepEqual([...(images?.entries.keys() ?? [])].sort(), [
    'quay.io/a/app:1',
    `quay.io/a/app@${digest}`,
    'registry.k8s.io/pause:3',
    ...[...(images?.entries.keys() ?? [])].filter((name) => name.startsWith('registry.k8s.io/pause@')),
  ]);
  assert.equal(
    bucketAt(images as Bucket, 'quay.io/a/app:1', 'target')
      ?.entries.get('digest')
      ?.toString(),
    digest,
  );
  const labels = bucketAt(index, 'v1', 'k8s.io', 'content', 'blob', digest, 'labels');
  assert.deepEqual([...(labels?.entries ?? [])].map(([key, value]) => [key, value.toString()]).sort(), [
    ['containerd.io/gc.ref.content.config', imageId(app)],
    ['containerd.io/gc.ref.content.l.0', app.layers[0]?.digest],
    ['containerd.io/gc.ref.content.l.1', app.layers[1]?.digest],
  ]);
  const blobs = [digest, imageId(app), ...app.layers.map((layer) => layer.digest)];
  const files = await readImageFiles(
    result,
    blobs.map((blob) => `${BLOBS}/${blob.slice(7)}`),
  );
  assert.deepEqual(
    blobs.map((blob) => bucketAt(index, 'v1', 'k8s.io', 'content', 'blob', blob)?.entries.get('size')?.toString('hex')),
    [...files.values()].length === 4
      ? blobs.map((blob) => varint(files.get(`${BLOBS}/${blob.slice(7)}`)?.length ?? 0))
      : [],
  );
});

/** As Go's binary.PutVarint writes it. */
function varint(value: number): string {
  const bytes: number[] = [];
  let rest = value * 2;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]).toString('hex');
}

test('the same images give the same layer', async (t) => {
  const work = await workDirectory(t);
  const path = await sampleArchive(work.dir, { names: ['a:1'], layers: [{ one: '1' }] });
  const node = await nodeImage(work);
  const digests: string[] = [];
  for (const sub of ['1', '2']) {
    const own = { ...work, dir: await mkdtemp(join(work.dir, sub)) };
    const options = { engine: undefined, arch: 'amd64' as const, work: own, progress: silent };
    digests.push(imageId(await preload(node, { archives: [path] }, options)));
  }
  assert.equal(digests[0], digests[1]);
});

test('an image that is there already gets its further name only', async (t) => {
  const work = await workDirectory(t);
  const node = await nodeImage(work);
  const tree = new Tree(join(work.dir, 'again'));
  const archive = await openImageArchive(
    await sampleArchive(work.dir, { names: ['localhost/other:3'], layers: [{ pause: 'p' }] }),
    'amd64',
    work.dir,
  );
  work.closeAtEnd(archive);
  await writeImages(tree, archive.images, (await readImageFiles(node, [INDEX_PATH])).get(INDEX_PATH));
  assert.deepEqual(await tree.list(`/${BLOBS}`), []);
  const index = readBolt(await readFile(tree.at(`/${INDEX_PATH}`)));
  const images = bucketAt(index, 'v1', 'k8s.io', 'images');
  assert.ok(images?.entries.has('localhost/other:3') && images.entries.has('registry.k8s.io/pause:3'));
});

test('an image without a name is refused', async (t) => {
  const work = await workDirectory(t);
  const path = await sampleArchive(work.dir, { names: ['a:1'], layers: [{ one: '1' }] });
  const archive = await openImageArchive(path, 'amd64', work.dir);
  work.closeAtEnd(archive);
  const nameless = archive.images.map((image) => ({ ...image, names: [] }));
  await assert.rejects(writeImages(new Tree(join(work.dir, 'x')), nameless, undefined), {
    code: 'IMAGE_INVALID',
    message: /^image sha256:[0-9a-f]{64} has no name/,
  });
});

test('of an image for several platforms its own is taken, compressed as it came, and found by the digest of all', async (t) => {
  const work = await workDirectory(t);
  const layers = [await tarOf(new Map([['one', Buffer.from('1')]]))];
  const platforms = ['arm64', 'amd64'].map((architecture) => ({ names: ['quay.io/a/app:1'], layers, architecture }));
  const path = join(work.dir, 'multi.tar');
  await writeFile(path, await ociArchive([platforms]));
  const archive = await openImageArchive(path, 'amd64', work.dir);
  work.closeAtEnd(archive);
  const [app] = archive.images;
  assert.equal(app?.digests.length, 2);
  const tree = new Tree(join(work.dir, 'multi'));
  await writeImages(tree, archive.images, undefined);
  const images = bucketAt(readBolt(await readFile(tree.at(`/${INDEX_PATH}`))), 'v1', 'k8s.io', 'images');
  assert.deepEqual(
    [...(images?.entries.keys() ?? [])].sort(),
    ['quay.io/a/app:1', ...(app?.digests ?? []).map((digest) => `quay.io/a/app@${digest}`)].sort(),
  );
  const blob = app?.layers[0]?.digest.slice('sha256:'.length);
  const content = await readFile(tree.at(`/${BLOBS}/${blob}`));
  assert.deepEqual(gunzipSync(content), layers[0]);
});
