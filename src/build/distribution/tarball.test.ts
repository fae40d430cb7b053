import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { tarOf } from '../../archive/testing/sample-archives.js';
import { ciTarball, releaseTarball, type TarballOptions, tarballAt, tarballFile } from './fetch-tarball.js';

const BIN = 'kubernetes/server/bin';

function members(more: Record<string, string> = { 'kubernetes/version': 'v1.36.3\n' }): Map<string, Buffer> {
  const names = ['kubeadm', 'kubelet', 'kubectl', 'kube-scheduler.docker_tag', 'mounter'];
  const archives = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'];
  const files: [string, string][] = [
    ...names.map((name): [string, string] => [`${BIN}/${name}`, name]),
    ...archives.map((name): [string, string] => [`${BIN}/${name}.tar`, name]),
    ['kubernetes/LICENSES', 'x'],
    ...Object.entries(more),
  ];
  return new Map(files.map(([name, content]) => [name, Buffer.from(content)]));
}

let root: string;
let whole: Buffer;
let server: Server;
let mirror: string;
const served = new Map<string, Buffer | string>();
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'kindling-tarball-'));
  whole = gzipSync(await tarOf(members()));
  server = createServer((request, response) => {
    const content = served.get(request.url ?? '');
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(async () => {
  server.close();
  await rm(root, { recursive: true });
});

let count = 0;
function options(more: Partial<TarballOptions> = {}): TarballOptions & { warnings: string[] } {
  const warnings: string[] = [];
  const dir = join(root, `out${count++}`);
  return { dir, arch: 'amd64', env: {}, warn: (message) => void warnings.push(message), warnings, ...more };
}

async function file(content: Buffer): Promise<string> {
  const path = join(root, `${count++}.tar.gz`);
  await writeFile(path, content);
  return path;
}

test('a tarball gives programs, image archives and the version', async () => {
  for (const content of [whole, await tarOf(members())]) {
    const { version, programs, archives } = await tarballFile(await file(content), options());
    assert.equal(version, 'v1.36.3');
    for (const [name, path] of Object.entries(programs)) {
      assert.equal(await readFile(path, 'utf8'), name);
      assert.equal((await stat(path)).mode & 0o777, 0o755);
    }
    assert.deepEqual(archives.map((path) => basename(path)).sort(), [
      'kube-apiserver.tar',
      'kube-controller-manager.tar',
      'kube-proxy.tar',
      'kube-scheduler.tar',
    ]);
  }
});

test('before Kubernetes 1.31 the version is a tag, with a warning', async () => {
  const old = await tarOf(members({ [`${BIN}/kube-apiserver.docker_tag`]: 'v1.30.0-rc.0_abc\n' }));
  const given = options();
  assert.equal((await tarballFile(await file(old), given)).version, 'v1.30.0-rc.0+abc');
  assert.match(given.warnings.join(), /has no kubernetes\/version: taking the version from kube-apiserver\.docker_tag/);
});

test('what is no such tarball is named, with what it lacks', async () => {
  const partial = members();
  partial.delete(`${BIN}/kubelet`);
  partial.delete(`${BIN}/kube-proxy.tar`);
  const cases: [Buffer, RegExp][] = [
    [await tarOf(partial), /lacks kubernetes\/server\/bin\/kubelet, kubernetes\/server\/bin\/kube-proxy\.tar$/],
    [await tarOf(members({})), /tells no version/],
    [Buffer.from('<html>'), /cannot be unpacked: not a tar archive/],
    [whole.subarray(0, 200), /cannot be unpacked: /],
    [Buffer.alloc(0), /cannot be unpacked: not a tar archive/],
  ];
  for (const [content, message] of cases) {
    await assert.rejects(tarballFile(await file(content), options()), { code: 'BUILD_FAILED', message });
  }
});

test('a tarball that is not what its checksum says is refused', async () => {
  const digits = createHash('sha256').update(whole).digest('hex');
  const path = await file(whole);
  await tarballFile(path, options({ checksum: `sha256:${digits}` }));
  const wrong = `sha256:${'0'.repeat(64)}`;
  const expected = { code: 'PIN_MISMATCH', message: new RegExp(`has sha256 ${digits}, but 0{64} is wanted$`) };
  await assert.rejects(tarballFile(path, options({ checksum: wrong })), expected);
  // The checksum tells more than what came of it.
  await assert.rejects(tarballFile(await file(Buffer.from('<html>')), options({ checksum: wrong })), {
    code: 'PIN_MISMATCH',
  });
});

test('a tarball comes from a URL', async () => {
  served.set('/k.tgz', whole);
  assert.equal((await tarballAt(`${mirror}/k.tgz`, options())).version, 'v1.36.3');
  await assert.rejects(tarballAt(`${mirror}/none`, options()), {
    code: 'BUILD_FAILED',
    message: `error response from "${mirror}/none": HTTP 404`,
  });
});

test('a download that breaks off is told as such, whatever its checksum', async () => {
  const breaking = createServer((_, response) => {
    response.writeHead(200, { 'content-length': String(whole.length) });
    response.write(whole.subarray(0, whole.length / 2), () => response.destroy());
  });
  await new Promise<void>((resolve) => breaking.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(breaking.address() as AddressInfo).port}/k.tgz`;
  for (const more of [{}, { checksum: `sha256:${'0'.repeat(64)}` }]) {
    await assert.rejects(tarballAt(url, options(more)), {
      code: 'BUILD_FAILED',
      message: new RegExp(`^error doing HTTP fetch of "${url}": `),
    });
  }
  breaking.close();
});

test('a release is checked against what is published beside it', async () => {
  const path = '/v1.36.3/kubernetes-server-linux-arm64.tar.gz';
  served.set(path, whole);
  const given = () => options({ mirror, arch: 'arm64' });
  await assert.rejects(releaseTarball('v1.36.3', given()), { message: /\.tar\.gz\.sha512": HTTP 404$/ });
  served.set(`${path}.sha512`, 'nothing');
  await assert.rejects(releaseTarball('v1.36.3', given()), { message: /there is no SHA-512 checksum at / });
  served.set(`${path}.sha512`, createHash('sha512').update(whole).digest('hex').toUpperCase());
  assert.equal((await releaseTarball('v1.36.3', given())).version, 'v1.36.3');
  served.set(path, gzipSync('other'));
  await assert.rejects(releaseTarball('v1.36.3', given()), { code: 'PIN_MISMATCH' });
});

test('a CI build is what its marker names', async () => {
  const log: string[] = [];
  const given = () => ({ ...options({ mirror }), log: (message: string) => void log.push(message) });
  const version = 'v1.37.0-alpha.1.5+abcdef';
  const path = `/ci/${version}/kubernetes-server-linux-amd64.tar.gz`;
  served.set('/ci/latest.txt', `${version}\n`);
  served.set('/ci/latest-1.37.txt', version);
  served.set(path, whole);
  served.set(`${path}.sha512`, createHash('sha512').update(whole).digest('hex'));
  for (const marker of ['', 'latest', 'ci/latest', 'latest.txt', 'ci/latest-1.37.txt']) {
    assert.equal((await ciTarball(marker, given())).version, 'v1.36.3');
  }
  assert.equal(log[0], `CI version: "${version}"`);
  await assert.rejects(ciTarball('none', given()), {
    code: 'BUILD_FAILED',
    message: `error resolving CI version from ${mirror}/ci/none.txt: error response from "${mirror}/ci/none.txt": HTTP 404`,
  });
  served.set('/ci/odd.txt', '<html>');
  await assert.rejects(ciTarball('odd', given()), { message: /names no version, but "<html>"$/ });
});
