import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { extract, pack } from 'tar-stream';
import { dockerArchive } from './docker-archive.js';

const hex = (digit: string) => digit.repeat(64);
const blob = (digit: string) => `blobs/sha256/${hex(digit)}`;
const digest = (digit: string) => `sha256:${hex(digit)}`;

/** An OCI archive of one image, config c, layers 1 and 2, manifest a. */
const oci: Record<string, string> = {
  'index.json': JSON.stringify({
    manifests: [{ digest: digest('a'), annotations: { 'org.opencontainers.image.ref.name': 'docker.io/x/y:1' } }],
  }),
  'oci-layout': '{}',
  [blob('a')]: JSON.stringify({
    config: { digest: digest('c') },
    layers: [{ digest: digest('1') }, { digest: digest('2') }],
  }),
  [blob('c')]: '{"architecture":"amd64"}',
  [blob('1')]: 'layer one',
  [blob('2')]: 'x'.repeat(100_000),
};
const image = { Config: blob('c'), RepoTags: ['docker.io/x/y:1'], Layers: [blob('1'), blob('2')] };

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
  const inner = {
    manifests: [
      { digest: digest('d'), platform: { os: 'linux', architecture: 'none' } },
      { digest: digest('a'), platform: { os: 'linux', architecture: here } },
    ],
  };
  const files = {
    ...oci,
    'index.json': JSON.stringify({
      manifests: [{ digest: digest('b'), annotations: { 'io.containerd.image.name': 'x/y' } }],
    }),
    [blob('b')]: JSON.stringify(inner),
    [blob('d')]: oci[blob('a')] ?? '',
  };
  assert.deepEqual(await manifest(files), [{ ...image, RepoTags: ['docker.io/x/y:latest'] }]);
});

test('a mere tag is no name, and an image of which parts are missing is an error', async () => {
  const index = {
    manifests: [{ digest: digest('a'), annotations: { 'org.opencontainers.image.ref.name': 'latest' } }],
  };
  assert.deepEqual(await manifest({ ...oci, 'index.json': JSON.stringify(index) }), [{ ...image, RepoTags: null }]);
  const { [blob('1')]: _, ...partial } = oci;
  await assert.rejects(manifest(partial), {
    code: 'IMAGE_INVALID',
    message: /^image archive: lacks "blobs\/sha256\/1+"$/,
  });
});
