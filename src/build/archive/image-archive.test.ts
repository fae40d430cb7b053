import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run } from '../../exec/run.js';
import { type ArchivedImage, writeImageArchive } from './image-archive.js';

let root: string;
let images: ArchivedImage[];

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'kindling-archive-'));
  for (const layer of ['shared', 'own']) {
    await mkdir(join(root, layer));
    await writeFile(join(root, layer, 'file'), layer);
  }
  const spec = { architecture: 'amd64' as const, run: { Cmd: ['/x'] } };
  images = await writeImageArchive(join(root, 'images.tar'), [
    { ...spec, names: ['localhost/one:1', 'localhost/one:2'], layers: [join(root, 'shared')] },
    { ...spec, names: ['localhost/two:1'], layers: [join(root, 'shared'), join(root, 'own')] },
  ]);
  await mkdir(join(root, 'out'));
  await run(['tar', '-x', '-f', join(root, 'images.tar'), '-C', join(root, 'out')]);
});

after(async () => {
  await rm(root, { recursive: true });
});

test('every blob is what its name says', async () => {
  const digests = new Set(images.flatMap((image) => [image.id, image.manifestDigest, ...image.layers]));
  assert.equal(digests.size, 6);
  for (const digest of digests) {
    const blob = await readFile(join(root, 'out', 'blobs', digest.replace(':', '/')));
    assert.equal(`sha256:${createHash('sha256').update(blob).digest('hex')}`, digest);
  }
});

test('Docker finds names, configuration and layers in manifest.json', async () => {
  const manifest = JSON.parse(await readFile(join(root, 'out', 'manifest.json'), 'utf8'));
  assert.deepEqual(
    manifest.map((image: { RepoTags: string[] }) => image.RepoTags),
    [['localhost/one:1', 'localhost/one:2'], ['localhost/two:1']],
  );
  const config = JSON.parse(await readFile(join(root, 'out', manifest[1].Config), 'utf8'));
  assert.deepEqual(
    config.rootfs.diff_ids,
    manifest[1].Layers.map((path: string) => path.replace('blobs/sha256/', 'sha256:')),
  );
  assert.deepEqual(config.config, { Cmd: ['/x'] });
});

test('OCI tools find a manifest for each name in index.json', async () => {
  const index = JSON.parse(await readFile(join(root, 'out', 'index.json'), 'utf8'));
  const named = index.manifests.map(
    (entry: { annotations: Record<string, string> }) => entry.annotations['io.containerd.image.name'],
  );
  assert.deepEqual(named, ['localhost/one:1', 'localhost/one:2', 'localhost/two:1']);
  for (const { digest, size } of index.manifests) {
    const blob = await readFile(join(root, 'out', 'blobs', digest.replace(':', '/')));
    assert.equal(blob.length, size);
  }
});

test('a layer of two images is there once', async () => {
  assert.equal(images[0]?.layers[0], images[1]?.layers[0]);
  const { stdout } = await run(['tar', '-t', '-f', join(root, 'images.tar')]);
  const members = stdout.split('\n');
  assert.equal(members.filter((name) => name.endsWith(String(images[0]?.layers[0]).slice(7))).length, 1);
});
