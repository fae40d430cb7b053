import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BuildOptions } from '../../../build/build-options.js';
import { kind } from '../../testing/captured-cli.js';
import { fakeEngine } from '../../testing/fake-engine.js';
import { recorded } from '../../testing/recorded.js';

test('build passes version, name and architecture on', async () => {
  const base = recorded(undefined);
  const node = recorded(undefined);
  const options = { engine: fakeEngine(), builders: { buildBaseImage: base.call, buildNodeImage: node.call } };
  await kind(['build', 'base-image'], options);
  await kind(['build', 'base-image', '--arch=arm64', '--image', 'my/base:1'], options);
  assert.deepEqual(base.calls, [{}, { arch: 'arm64', image: 'my/base:1' }]);
  assert.equal((await kind(['build', 'node-image'], options)).stderr, '');
  const detected = await kind(['build', 'node-image', 'v1.35.4', '--image=a'], options);
  assert.equal(detected.stderr, 'Detected build type: "modules"\n');
  await kind(['build', 'node-image', '1.35.4', '--type=modules'], options);
  assert.deepEqual(node.calls, [
    {},
    { source: { type: 'modules', version: 'v1.35.4' }, image: 'a' },
    { source: { type: 'modules', version: '1.35.4' } },
  ]);
});

test('build haproxy-image passes name and architecture on', async () => {
  const { calls, call } = recorded(undefined);
  const options = { engine: fakeEngine(), builders: { buildHaproxyImage: call } };
  assert.equal((await kind(['build', 'haproxy-image'], options)).code, 0);
  await kind(['build', 'haproxy-image', '--arch=arm64', '--image', 'my/haproxy:1'], options);
  assert.deepEqual(calls, [{}, { arch: 'arm64', image: 'my/haproxy:1' }]);
});

test('build ci-image needs an engine only for the image and for hooks', async () => {
  const calls: Record<string, unknown>[] = [];
  const builders = { buildCiImage: async (options: Record<string, unknown>) => void calls.push(options) };
  const line = ['build', 'ci-image', '--output=dir:ci', '--arch=arm64', '--base-image=package.json'];
  assert.equal((await kind(line, { builders, cwd: process.cwd() })).code, 0);
  const [{ engine, output, arch, baseImage } = {}] = calls;
  assert.deepEqual([engine, arch, baseImage], [undefined, 'arm64', `${process.cwd()}/package.json`]);
  assert.deepEqual(output, { format: 'dir', path: `${process.cwd()}/ci` });
  assert.match(
    (await kind([...line, '--hooks=.'], { builders, cwd: process.cwd() })).stderr,
    /the test gave no engine/,
  );
});

test('build ci-image passes version, name, address, hooks and the wish for shared keys on', async () => {
  const { calls, call } = recorded(undefined);
  const options = { engine: fakeEngine(), builders: { buildCiImage: call } };
  assert.equal((await kind(['build', 'ci-image'], options)).code, 0);
  const line = ['build', 'ci-image', 'v1.35.4', '--image=my/ci:1', '--static-ip=172.99.99.1', '--hooks=/hooks'];
  await kind(line, { ...options, env: { KIND_SHARED_PKI: '1', REGISTRY: 'r', OTHER: 'x' } });
  assert.deepEqual(calls, [
    {},
    {
      kubernetesVersion: 'v1.35.4',
      image: 'my/ci:1',
      staticIp: '172.99.99.1',
      hooks: '/hooks',
      hookEnvironment: { REGISTRY: 'r' },
      sharedPki: true,
    },
  ]);
});

test('build kindnetd-image and storage-image pass names, architecture and registry on', async () => {
  const { calls, call } = recorded(undefined);
  const options = { engine: fakeEngine(), builders: { buildKindnetdImage: call, buildStorageImages: call } };
  await kind(['build', 'kindnetd-image', '--image', 'r.test/net:1', '--push'], options);
  await kind(['build', 'storage-image', '--image=r.test/p:1', '--helper-image=r.test/h:1', '--arch=arm64'], options);
  assert.deepEqual(calls, [
    { image: 'r.test/net:1', push: true },
    { image: 'r.test/p:1', helperImage: 'r.test/h:1', arch: 'arm64' },
  ]);
});

test('build release passes versions, architectures and registry on, and needs no engine', async () => {
  const calls: Record<string, unknown>[] = [];
  const buildRelease = async ({ progress, signal, ...options }: Record<string, unknown>) => {
    calls.push(options);
    return [{ path: 'x', sha256: '0' }];
  };
  const options = { builders: { buildRelease }, cwd: '/here' };
  const { stderr } = await kind(['build', 'release', 'out'], options);
  assert.equal(stderr, 'Release of 1 files written to "out".\n');
  await kind('build release /o --arch=arm64 --kubernetes-version 1.36.3,v1.35.4 --registry=r/k'.split(' '), options);
  assert.deepEqual(calls, [
    { dir: '/here/out' },
    { dir: '/o', architectures: ['arm64'], versions: ['v1.36.3', 'v1.35.4'], registry: 'r/k' },
  ]);
  assert.match(
    (await kind(['build', 'release', 'out', '--arch=mips'], options)).stderr,
    /unsupported architecture "mips"/,
  );
});

test('an image that is written needs no engine', async () => {
  for (const name of ['base', 'haproxy', 'kindnetd', 'node', 'storage']) {
    const calls: Record<string, unknown>[] = [];
    const call = async (options: Record<string, unknown>) => void calls.push(options);
    const builders = {
      buildBaseImage: call,
      buildHaproxyImage: call,
      buildKindnetdImage: call,
      buildNodeImage: call,
      buildStorageImages: call,
    };
    const args = ['build', `${name}-image`, '--output', 'oci-archive', '--arch=arm64'];
    const { code, stderr } = await kind(args, { builders, cwd: '/here' });
    assert.equal(code, 0, stderr);
    const output = { format: 'oci-archive', path: `/here/${name}-image-arm64.tar` };
    assert.deepEqual([calls[0]?.output, calls[0]?.engine], [output, undefined]);
    const pushed = await kind([...args, '--push'], { builders });
    assert.match(pushed.stderr, /the test gave no engine/);
  }
});

test('a base image is an archive when there is such a file, else an image of the engine', async () => {
  const { calls, call } = recorded(undefined);
  const options = { engine: fakeEngine(), builders: { buildHaproxyImage: call }, cwd: process.cwd() };
  await kind(['build', 'haproxy-image', '--base-image', 'package.json'], options);
  await kind(['build', 'haproxy-image', '--base-image', 'debian:12'], options);
  assert.deepEqual(calls, [{ baseImage: `${process.cwd()}/package.json` }, { baseImage: 'debian:12' }]);
});

test('build takes what older versions of kind took, and points to what is there now', async () => {
  const { calls, call } = recorded(undefined);
  const options = { engine: fakeEngine(), builders: { buildNodeImage: call, buildBaseImage: call } };
  for (const type of ['apt', 'bazel', 'docker']) {
    const { code, stderr } = await kind(['build', 'node-image', 'v1.35.4', `--type=${type}`], options);
    assert.equal(code, 0);
    assert.match(stderr, new RegExp(`^--type "${type}" is gone .*"kind build node-image v1.36.3"\n`));
  }
  assert.deepEqual(calls, Array(3).fill({ source: { type: 'modules', version: 'v1.35.4' } }));
  const { stderr } = await kind(['build', 'node-image', '--kube-root', '/'], options);
  assert.match(stderr, /^Flag --kube-root has been deprecated, give the source directory as the argument: .*\n/);
  assert.deepEqual(calls.at(-1), { source: { type: 'source', path: '/' } });
  const base = await kind(['build', 'base-image', '--source', '/'], options);
  assert.match(base.stderr, /^Flag --source has been deprecated, [^\n]*\n$/);
});

test('--explain prints what takes the space, --explain-page writes it', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'kindling-explain-'));
  t.after(() => rm(dir, { recursive: true }));
  const file = { path: '/usr/bin/kubelet', size: 3_000_000 };
  const kubernetes = { component: 'Kubernetes', size: 3_000_000, files: [file] };
  const other = { component: 'other', size: 1_000_000, files: [{ path: '/x', size: 1_000_000 }] };
  const space = { image: 'a:1', size: 4_000_000, components: [kubernetes, other] };
  const call = async (options: BuildOptions) => options.explain?.(space);
  const options = { engine: fakeEngine(), builders: { buildNodeImage: call }, cwd: dir };
  const { stdout } = await kind(['build', 'node-image', '--explain', '--explain-page=page.html'], options);
  assert.equal(
    stdout,
    'SIZE     SHARE    FILES   a:1\n' +
      '3.0 MB   75.0 %   1       Kubernetes\n' +
      '1.0 MB   25.0 %   1       other\n' +
      '4.0 MB   100 %    2       all\n',
  );
  assert.match(await readFile(join(dir, 'page.html'), 'utf8'), /title="\/usr\/bin\/kubelet: 3\.0 MB \(Kubernetes\)"/);
  const { stderr } = await kind(['build', 'node-image', '--explain-page=none/page.html'], options);
  assert.match(stderr, /cannot write --explain-page: .*no such file or directory/);
  const both = await kind(['build', 'node-image', '--explain', '--output=oci-archive:-'], options);
  assert.match(both.stderr, /--explain prints where --output writes the image/);
});

test('build node-image finds out what to build from', async () => {
  const { calls, call } = recorded(undefined);
  const options = { engine: fakeEngine(), builders: { buildNodeImage: call }, cwd: process.cwd() };
  const cases: [line: string, type: string, source: unknown][] = [
    ['https://example.com/k.tgz', 'url', { type: 'url', url: 'https://example.com/k.tgz' }],
    ['package.json', 'file', { type: 'file', path: `${process.cwd()}/package.json` }],
    ['src', 'source', { type: 'source', path: `${process.cwd()}/src` }],
    ['ci/latest-1.36', 'ci', { type: 'ci', marker: 'ci/latest-1.36' }],
    ['v1.34.1', 'modules', { type: 'modules', version: 'v1.34.1' }],
    ['--type=release --mirror=http://m 1.34.1', '', { type: 'release', version: '1.34.1', mirror: 'http://m' }],
    ['--type=ci', '', { type: 'ci' }],
    ['--type=file src', '', { type: 'source', path: `${process.cwd()}/src` }],
    ['--type=url http://x --checksum=sha256:0', '', { type: 'url', url: 'http://x', checksum: 'sha256:0' }],
  ];
  for (const [line, type, source] of cases) {
    const { code, stderr } = await kind(['build', 'node-image', ...line.split(' ')], options);
    assert.equal(code, 0, stderr);
    assert.deepEqual(calls.at(-1), { source }, line);
    if (type) assert.match(stderr, new RegExp(`^Detected build type: "${type}"$`, 'm'));
  }
});

test('images to preload are told apart; those of archives need no engine', async () => {
  const { calls, call } = recorded(undefined);
  const builders = { buildNodeImage: call };
  const line = ['build', 'node-image', '--preload', 'nginx:1,redis:2', '--preload=x:3'];
  await kind(line, { engine: fakeEngine(), builders });
  assert.deepEqual(calls, [{ preload: { archives: [], images: ['nginx:1', 'redis:2', 'x:3'] } }]);
  const { stderr } = await kind([...line, '--output=dir'], { builders });
  assert.match(stderr, /the test gave no engine/);
});

test('build says what it can not build from', async () => {
  const cases: Record<string, RegExp> = {
    nonsense: /nonsense is not a valid kubernetes version/,
    '--arch=mips': /unsupported architecture "mips"/,
    '--type=tarball': /there is no build type "tarball"/,
    '--type=url': /error building node image: --type url needs an argument/,
    '--type=source': /error building node image: error finding kuberoot: could not find Kubernetes source under /,
    '--checksum=sha256:0': /--checksum is for a tarball/,
    '--mirror=x': /--mirror is for the types release and ci/,
    '--base-image=./none.tar': /--base-image ".\/none\.tar": there is no such file/,
    '--preload=./none.tar': /cannot preload "\.\/none\.tar": there is no such file/,
  };
  for (const [argument, message] of Object.entries(cases)) {
    const { code, stderr } = await kind(['build', 'node-image', argument], { engine: fakeEngine() });
    assert.equal(code, 1);
    assert.match(stderr, message);
  }
});
