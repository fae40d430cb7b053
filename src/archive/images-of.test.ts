import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArchiveError } from './archive-error.js';
import { StreamBytes } from './bytes.js';
import { ArchiveContents, blobName, digestOf } from './contents.js';
import { imagesOf } from './images-of.js';
import { tarMembers } from './tar-members.js';
import { tarOf } from './testing/sample-archives.js';

type Files = Record<string, Buffer | { link: string } | object | string>;

/** The images of an archive with these files; what is neither bytes, text nor a link is put in as JSON. */
async function read(files: Files) {
  const tar = await tarOf(
    new Map(
      Object.entries(files).map(([name, content]) => {
        if (Buffer.isBuffer(content) || (typeof content === 'object' && 'link' in content)) return [name, content];
        return [name, Buffer.from(typeof content === 'string' ? content : JSON.stringify(content))];
      }),
    ),
  );
  async function* chunks() {
    yield tar;
  }
  const contents = new ArchiveContents();
  for await (const member of tarMembers(new StreamBytes(chunks()))) await contents.add(member);
  return await imagesOf(contents, 'amd64', async () => assert.fail('nothing needs to be read'));
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const layer = Buffer.from('a layer');
const config = json({ rootfs: { diff_ids: [digestOf(layer)] } });
const manifest = json({ config: { digest: digestOf(config) }, layers: [{ digest: digestOf(layer) }] });
const blobs = {
  [blobName(digestOf(layer))]: layer,
  [blobName(digestOf(config))]: config,
  [blobName(digestOf(manifest))]: manifest,
};
const layout = { 'oci-layout': { imageLayoutVersion: '1.0.0' } };
const absent = `sha256:${'0'.repeat(64)}`;

test('of an index, what is for other machines or about images need not be there', async () => {
  const inner = json({
    manifests: [
      { digest: absent, platform: { os: 'linux', architecture: 'arm64' } },
      { digest: digestOf(manifest), platform: { os: 'linux', architecture: 'amd64' } },
      { digest: absent, platform: { os: 'unknown', architecture: 'unknown' } },
    ],
  });
  const index = {
    manifests: [{ digest: digestOf(inner), annotations: { 'org.opencontainers.image.ref.name': 'x/y:1' } }],
  };
  const images = await read({ ...blobs, ...layout, [blobName(digestOf(inner))]: inner, 'index.json': index });
  assert.equal(images.length, 1);
  assert.equal(images[0]?.entries[0]?.['io.containerd.image.name'], 'docker.io/x/y:1');
  assert.deepEqual(images[0]?.identities, [digestOf(inner), digestOf(manifest), digestOf(config)]);
  assert.deepEqual(
    images[0]?.layers.map(({ digest, chainId }) => [digest, chainId]),
    [[digestOf(layer), digestOf(layer)]],
  );
});

test('a mere tag stays one, and names of one image come together', async () => {
  const entry = (name: string) => ({
    digest: digestOf(manifest),
    annotations: { 'org.opencontainers.image.ref.name': name },
  });
  const images = await read({
    ...blobs,
    ...layout,
    'index.json': { manifests: [entry('latest'), entry('localhost/a')] },
  });
  assert.deepEqual(
    images.map(({ entries }) => entries.map((one) => one['io.containerd.image.name'])),
    [[undefined, 'localhost/a:latest']],
  );
});

test('layers of a docker archive may be links to others', async () => {
  const images = await read({
    'c.json': config,
    'one/layer.tar': layer,
    'two/layer.tar': { link: '../one/layer.tar' },
    'manifest.json': [{ Config: 'c.json', RepoTags: null, Layers: ['./two/layer.tar'] }],
  });
  assert.deepEqual(images[0]?.entries, [{}]);
  assert.deepEqual(images[0]?.layers[0]?.digest, digestOf(layer));
});

const entry = { Config: 'c.json', RepoTags: ['a'], Layers: ['l.tar'] };
for (const [what, files, message] of [
  ['has nothing of an image', { 'a.txt': 'text' }, /neither manifest.json \(Docker\) nor index.json \(OCI\)/],
  ['has an empty manifest', { 'manifest.json': [] }, /no image in it/],
  ['has a manifest of another kind', { 'manifest.json': { a: 1 } }, /"manifest.json" in it is no list/],
  ['has a manifest of other things', { 'manifest.json': [1] }, /something is no object/],
  ['lacks a configuration', { 'manifest.json': [entry] }, /lacks "c.json"/],
  ['lacks a layer', { 'c.json': config, 'manifest.json': [entry] }, /lacks "l.tar"/],
  [
    'tells of different numbers of layers',
    { 'c.json': config, 'manifest.json': [{ ...entry, Layers: [] }] },
    /tells of 1 layers, manifest.json of 0/,
  ],
  [
    'has a layer whose name lies',
    {
      'c.json': config,
      [`${absent.slice(7)}.tar`]: layer,
      'manifest.json': [{ ...entry, Layers: [`${absent.slice(7)}.tar`] }],
    },
    /in it is not sha256:/,
  ],
  [
    'has an odd digest',
    { ...layout, 'index.json': { manifests: [{ digest: '../x' }] } },
    /a digest in it is odd: "..\/x"/,
  ],
  ['lacks a manifest', { ...layout, 'index.json': { manifests: [{ digest: absent }] } }, /lacks "blobs\/sha256\/0/],
  ['has a link to itself', { 'manifest.json': { link: 'manifest.json' } }, /neither manifest.json/],
] as [string, Files, RegExp][]) {
  test(`an archive that ${what} is refused`, async () => {
    await assert.rejects(read(files), (error) => error instanceof ArchiveError && message.test(error.message));
  });
}

test('a document that is not what its name says is refused, so that no index contains itself', async () => {
  const loop = { manifests: [{ digest: absent }] };
  await assert.rejects(read({ ...layout, [blobName(absent)]: loop, 'index.json': loop }), /in it is damaged/);
});

test('indexes of indexes end, however deep and wide they are', async () => {
  const files: Files = { ...layout, ...blobs };
  let child = digestOf(manifest);
  const around = (width: number) => {
    const index = json({ manifests: Array.from({ length: width }, () => ({ digest: child })) });
    child = digestOf(index);
    files[blobName(child)] = index;
    return index;
  };
  for (let depth = 0; depth < 4; depth++) around(1000);
  await assert.rejects(read({ ...files, 'index.json': around(1) }), /refer to each other too often/);
  for (let depth = 0; depth < 4; depth++) around(1);
  await assert.rejects(read({ ...files, 'index.json': around(1) }), ArchiveError);
});

test('digests that are none are refused wherever they stand', async () => {
  for (const broken of [
    { config: { digest: 'sha256:../../x' }, layers: [] },
    { config: { digest: digestOf(config) }, layers: [{ digest: '../oci-layout' }] },
  ]) {
    const content = json(broken);
    const index = { manifests: [{ digest: digestOf(content) }] };
    await assert.rejects(
      read({ ...layout, ...blobs, [blobName(digestOf(content))]: content, 'index.json': index }),
      /a digest in it is odd/,
    );
  }
});
