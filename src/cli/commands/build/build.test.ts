import assert from 'node:assert/strict';
import { test } from 'node:test';
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
  assert.deepEqual(node.calls, [{}, { kubernetesVersion: 'v1.35.4', image: 'a' }, { kubernetesVersion: '1.35.4' }]);
});

test('build haproxy-image passes name and architecture on', async () => {
  const { calls, call } = recorded(undefined);
  const options = { engine: fakeEngine(), builders: { buildHaproxyImage: call } };
  assert.equal((await kind(['build', 'haproxy-image'], options)).code, 0);
  await kind(['build', 'haproxy-image', '--arch=arm64', '--image', 'my/haproxy:1'], options);
  assert.deepEqual(calls, [{}, { arch: 'arm64', image: 'my/haproxy:1' }]);
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

test('build takes what older versions of kind took, and points to what is there now', async () => {
  const { calls, call } = recorded(undefined);
  const options = { engine: fakeEngine(), builders: { buildNodeImage: call, buildBaseImage: call } };
  for (const type of ['apt', 'bazel', 'docker']) {
    const { code, stderr } = await kind(['build', 'node-image', 'v1.35.4', `--type=${type}`], options);
    assert.equal(code, 0);
    assert.match(stderr, new RegExp(`^--type "${type}" is gone .*"kind build node-image v1.36.3"\n`));
  }
  assert.deepEqual(calls, Array(3).fill({ kubernetesVersion: 'v1.35.4' }));
  const { code, stderr } = await kind(['build', 'node-image', '--kube-root', '/'], options);
  assert.equal(code, 1);
  assert.match(stderr, /^Flag --kube-root has been deprecated, give the source directory as the argument: .*\n/);
  assert.match(stderr, /^ERROR: .* building from "source" is not possible\nHINT: /m);
  const base = await kind(['build', 'base-image', '--source', '/'], options);
  assert.match(base.stderr, /^Flag --source has been deprecated, [^\n]*\n$/);
});

test('build says what it can not build from', async () => {
  const cases = {
    'https://example.com/k.tgz': /building from "url" is not possible/,
    '/': /building from "source" is not possible/,
    'ci/latest': /building from "ci" is not possible/,
    '--type=release': /building from "release" is not possible/,
    nonsense: /nonsense is not a valid kubernetes version/,
    '--arch=mips': /unsupported architecture "mips"/,
  };
  for (const [argument, message] of Object.entries(cases)) {
    const { code, stderr } = await kind(['build', 'node-image', argument], { engine: fakeEngine() });
    assert.equal(code, 1);
    assert.match(stderr, message);
    assert.match(stderr, /^HINT: /m);
  }
});
