import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { extract, pack } from 'tar-stream';
import { dockerArchive } from './docker-archive.js';

const digestOf = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
const blobOf = (content: string) => `blobs/${digestOf(content).replace(':', '/')}`;

const LAYERS = ['layer one', 'x'.repeat(100_000)];
const CONFIG = JSON.stringify({
  architecture: 'amd64',
  os: 'linux',
  rootfs: { type: 'layers', diff_ids: LAYERS.map(digestOf) },
});
const MANIFEST = JSON.stringify({
  config: { digest: digestOf(CONFIG) },
  layers: LAYERS.map((layer) => ({ digest: digestOf(layer) })),
});

/** The blobs of an OCI archive, by their names. */
const blobs = (...contents: string[]) => Object.fromEntries(contents.map((content) => [blobOf(content), content]));

const indexOf = (content: string, name: Record<string, string>) =>
  JSON.stringify({ manifests: [{ digest: digestOf(content), annotations: name }] });

/** An OCI archive of one image. */
const oci: Record<string, string> = {
  'index.json': indexOf(MANIFEST, { 'org.opencontainers.image.ref.name': 'docker.io/x/y:1' }),
  'oci-layout': '{}',
  ...blobs(MANIFEST, CONFIG, ...LAYERS),
};
const image = { Config: blobOf(CONFIG), RepoTags: ['docker.io/x/y:1'], Layers: LAYERS.map(blobOf) };

async function tarOf(files: Record<string, string>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  tar.finalize();
  return await buffer(tar);
}

async function filesOf(tar: Buffer): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const entries = Readable.from([tar]).pipe(extract());
  for await (const entry of entries) files[entry.header.name] = (await buffer(entry)).toString();
  return files;
}

async function convert(archive: Buffer, size = archive.length): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let at = 0; at < archive.length; at += size) chunks.push(archive.subarray(at, at + size));
  return await buffer(dockerArchive(Readable.from(chunks)));
}

const manifest = async (files: Record<string, string>) =>
  JSON.parse((await filesOf(await convert(await tarOf(files))))['manifest.json'] ?? 'null');

test('an OCI archive gets a manifest, and keeps the rest, however it is cut', async () => {
  const archive = await tarOf(oci);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 20_000 }), async (size) => {
      const { 'manifest.json': added = '', ...rest } = await filesOf(await convert(archive, size));
      assert.deepEqual(rest, oci);
      assert.deepEqual(JSON.parse(added), [image]);
    }),
    { numRuns: 30, examples: [[1], [511], [512], [513]] },
  );
});

test('what is in a docker archive stays as it is, links too', async () => {
  for (const files of [
    { 'manifest.json': '[]', 'layer.tar': 'x' },
    { ...oci, 'manifest.json': '[]' },
  ]) {
    assert.deepEqual(await filesOf(await convert(await tarOf(files))), files);
  }
  const tar = pack();
  tar.entry({ name: 'manifest.json' }, '[]');
  tar.entry({ name: 'one/layer.tar', type: 'symlink', linkname: '../two.tar' });
  tar.finalize();
  const entries = Readable.from([await convert(await buffer(tar))]).pipe(extract());
  const links: (string | null | undefined)[] = [];
  for await (const entry of entries) links.push(entry.resume() && entry.header.linkname);
  assert.deepEqual(links, [null, '../two.tar']);
});

test('what is no archive, or breaks off, is an error', async () => {
  const archive = await tarOf(oci);
  for (const content of [Buffer.from('no tar'), Buffer.alloc(2000, 'x'), archive.subarray(0, 5000)]) {
    await assert.rejects(convert(content, 100), { code: 'IMAGE_INVALID', message: /^image archive: (not|breaks off)/ });
  }
});

test('what only engines can uncompress is handed on', async () => {
  const content = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3]);
  assert.deepEqual(await convert(content, 3), content);
});

test('a compressed archive is uncompressed', async () => {
  const archive = gzipSync(await tarOf(oci));
  assert.deepEqual(JSON.parse((await filesOf(await convert(archive, 1000)))['manifest.json'] ?? ''), [image]);
});

test('a broken compressed archive is an error', async () => {
  const archive = gzipSync(await tarOf(oci));
  await assert.rejects(convert(archive.subarray(0, archive.length - 20)), /unexpected end of file/);
});

test("of an image for several platforms, this machine's is taken", async () => {
  const here = { x64: 'amd64', arm64: 'arm64' }[process.arch as string] ?? process.arch;
  const other = JSON.stringify({ ...JSON.parse(MANIFEST), annotations: { of: 'another platform' } });
  const inner = JSON.stringify({
    manifests: [
      { digest: digestOf(other), platform: { os: 'linux', architecture: 'none' } },
      { digest: digestOf(MANIFEST), platform: { os: 'linux', architecture: here } },
    ],
  });
  const index = indexOf(inner, { 'io.containerd.image.name': 'x/y' });
  const files = { ...oci, 'index.json': index, ...blobs(inner, other) };
  assert.deepEqual(await manifest(files), [{ ...image, RepoTags: ['docker.io/x/y:latest'] }]);
});

test('a mere tag is no name, and an image of which parts are missing is an error', async () => {
  const index = indexOf(MANIFEST, { 'org.opencontainers.image.ref.name': 'latest' });
  assert.deepEqual(await manifest({ ...oci, 'index.json': index }), [{ ...image, RepoTags: null }]);
  const missing = blobOf('layer one');
  const { [missing]: _, ...partial } = oci;
  await assert.rejects(manifest(partial), {
    code: 'IMAGE_INVALID',
    message: `image archive: lacks "${missing}"`,
  });
});
