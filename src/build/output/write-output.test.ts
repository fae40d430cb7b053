import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { run } from '../../exec/run.js';
import { openImageArchive } from '../content/archive-content.js';
import { imageId, manifestOf, type NamedContent } from '../content/image-content.js';
import { readStoredContent } from '../content/stored-content.js';
import { storeImage } from '../image-cache.js';
import type { OutputFormat } from './image-output.js';
import { writeOutput } from './write-output.js';

let root: string;
let image: NamedContent;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'kindling-output-'));
  for (const layer of ['lower', 'upper']) {
    await mkdir(join(root, layer));
    await writeFile(join(root, layer, 'file'), layer);
  }
  await mkdir(join(root, 'part'));
  const layers = [join(root, 'lower'), join(root, 'upper')];
  await storeImage(join(root, 'part'), { architecture: 'amd64', run: { Cmd: ['/x'] }, layers }, undefined);
  image = { ...(await readStoredContent(join(root, 'part'))), names: ['localhost/one:1', 'localhost/one:2'] };
});
after(() => rm(root, { recursive: true }));

/** Writes the image and unpacks what was written. */
async function written(format: OutputFormat, name: string, gzip = false): Promise<string> {
  const path = join(root, name);
  await writeOutput([image], { format, path, gzip });
  if (format === 'dir') return path;
  await mkdir(`${path}.out`);
  await run(['tar', '-x', '-f', path, '-C', `${path}.out`]);
  return `${path}.out`;
}

async function checkLayout(dir: string): Promise<{ layers: { digest: string; mediaType: string }[] }> {
  assert.equal(await readFile(join(dir, 'oci-layout'), 'utf8'), '{"imageLayoutVersion":"1.0.0"}');
  const index = JSON.parse(await readFile(join(dir, 'index.json'), 'utf8'));
  assert.deepEqual(
    index.manifests.map(
      (entry: { annotations: Record<string, string> }) => entry.annotations['io.containerd.image.name'],
    ),
    image.names,
  );
  for (const name of await readdir(join(dir, 'blobs', 'sha256'))) {
    const blob = await readFile(join(dir, 'blobs', 'sha256', name));
    assert.equal(createHash('sha256').update(blob).digest('hex'), name);
  }
  const manifest = index.manifests[0].digest.replace(':', '/');
  return JSON.parse(await readFile(join(dir, 'blobs', manifest), 'utf8'));
}

test('an image in the cache is what was stored', async () => {
  const stored = JSON.parse(await readFile(join(root, 'part', 'image.json'), 'utf8'));
  assert.equal(imageId(image), stored.id);
  assert.equal(manifestOf(image).digest, stored.manifestDigest);
  assert.deepEqual(
    image.layers.map(({ digest }) => digest),
    stored.layers,
  );
});

test('an OCI archive is an image layout, without what only Docker reads', async () => {
  const dir = await written('oci-archive', 'oci.tar');
  const manifest = await checkLayout(dir);
  assert.equal(manifest.layers.length, 2);
  assert.deepEqual((await readdir(dir)).sort(), ['blobs', 'index.json', 'oci-layout']);
});

test('a docker archive is an image layout, and has manifest.json', async () => {
  const dir = await written('docker-archive', 'docker.tar');
  await checkLayout(dir);
  const [entry] = JSON.parse(await readFile(join(dir, 'manifest.json'), 'utf8'));
  assert.deepEqual(entry.RepoTags, image.names);
  assert.equal(`sha256:${entry.Config.slice('blobs/sha256/'.length)}`, imageId(image));
  assert.equal(entry.Layers.length, 2);
});

test('a directory is an image layout, which can be replaced', async () => {
  await checkLayout(await written('dir', 'layout'));
  await writeFile(join(root, 'layout', 'old'), '');
  await checkLayout(await written('dir', 'layout'));
  assert.deepEqual((await readdir(join(root, 'layout'))).sort(), ['blobs', 'index.json', 'oci-layout']);
});

test('a directory with something else in it is refused and left alone', async () => {
  await mkdir(join(root, 'mine'));
  await writeFile(join(root, 'mine', 'note'), 'mine');
  await assert.rejects(written('dir', 'mine'), { code: 'USAGE', message: /has other files in it/ });
  assert.deepEqual(await readdir(join(root, 'mine')), ['note']);
});

test('compressed layers are the same layers', async () => {
  const dir = await written('oci-archive', 'gzip.tar', true);
  const { layers } = await checkLayout(dir);
  const diffIds = [];
  for (const { digest, mediaType } of layers) {
    assert.equal(mediaType, 'application/vnd.oci.image.layer.v1.tar+gzip');
    const blob = gunzipSync(await readFile(join(dir, 'blobs', digest.replace(':', '/'))));
    diffIds.push(`sha256:${createHash('sha256').update(blob).digest('hex')}`);
  }
  assert.deepEqual(
    diffIds,
    image.layers.map(({ diffId }) => diffId),
  );
});

test('an archive can go to a stream, which stays open', async () => {
  await writeOutput([image], { format: 'docker-archive', path: join(root, 'same.tar') });
  const stream = new PassThrough();
  const received = buffer(stream);
  await writeOutput([image], { format: 'docker-archive', path: stream });
  assert.equal(stream.writableEnded, false);
  stream.end();
  assert.ok((await received).equals(await readFile(join(root, 'same.tar'))));
});

test('what is written can be opened again, for its architecture', async () => {
  for (const format of ['oci-archive', 'docker-archive'] as const) {
    const path = join(root, `again-${format}.tar`);
    await writeOutput([image], { format, path });
    const archive = await openImageArchive(path, 'amd64', root);
    assert.deepEqual(
      archive.images.map(({ names, config, layers }) => [names, config.toString(), layers.map(({ size }) => size)]),
      [[image.names, image.config.toString(), image.layers.map(({ size }) => size)]],
    );
    const [again, first] = [archive.images[0], image].map((one) => one?.layers[1]?.read());
    assert.ok(again && first);
    assert.deepEqual(await buffer(again), await buffer(first));
    await archive.close();
  }
  await assert.rejects(openImageArchive(join(root, 'again-docker-archive.tar'), 'arm64', root), {
    code: 'IMAGE_INVALID',
    message: /again-docker-archive\.tar": has an image for amd64, not for arm64/,
  });
});

test('a place that cannot be written to is named', async () => {
  await assert.rejects(written('oci-archive', 'none/x.tar'), {
    code: 'USAGE',
    message: /none\/x\.tar": .*no such file/,
  });
});
