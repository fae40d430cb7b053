import assert from 'node:assert/strict';
import { test } from 'node:test';
import { podmanImageNames } from './image-name.js';
import { parsePodmanInfo } from './info.js';
import { podmanSubnets } from './network.js';

for (const [ref, ...names] of [
  ['baz', 'docker.io/library/baz', 'localhost/baz'],
  ['baz:quux', 'docker.io/library/baz:quux', 'localhost/baz:quux'],
  ['kindest/node:v1', 'docker.io/kindest/node:v1', 'localhost/kindest/node:v1'],
  ['localhost/node', 'localhost/node'],
  ['localhost:5000/node:v1', 'localhost:5000/node:v1'],
  ['quay.io/a/b', 'quay.io/a/b'],
  ['baz:quux@sha256:abc', 'docker.io/library/baz@sha256:abc', 'localhost/baz@sha256:abc'],
  ['host:5000/baz:quux@sha256:abc', 'host:5000/baz@sha256:abc'],
  ['host:5000/baz@sha256:abc', 'host:5000/baz@sha256:abc'],
  [`sha256:${'0'.repeat(64)}`, '0'.repeat(64)],
] as [string, ...string[]][]) {
  test(`podman knows ${ref} as ${names.join(' or ')}`, () => {
    assert.deepEqual(podmanImageNames(ref), names);
  });
}

const info = {
  host: {
    cgroupVersion: 'v2',
    cgroupManager: 'systemd',
    cgroupControllers: ['cpu', 'memory'],
    ociRuntime: { name: 'crun', path: '/usr/bin/crun' },
    security: { rootless: true },
  },
  store: { graphDriverName: 'overlay', graphStatus: { 'Backing Filesystem': 'xfs' } },
  version: { Version: '4.3.1' },
};

test('podman tells about itself', () => {
  assert.deepEqual(parsePodmanInfo(info), {
    name: 'podman',
    version: '4.3.1',
    rootless: true,
    cgroupVersion: 2,
    cgroupDriver: 'systemd',
    limits: { memory: true, pids: false, cpu: true },
    storageDriver: 'overlay',
    backingFilesystem: 'xfs',
    usernsRemap: false,
    runtime: { name: 'crun', path: '/usr/bin/crun' },
  });
});

test('a podman before 4.0 is assumed to have all limits, one before 1.8 is refused', () => {
  const old = (Version: string) => parsePodmanInfo({ ...info, version: { Version } });
  assert.deepEqual(old('3.4.4').limits, { memory: true, pids: true, cpu: true });
  assert.equal(old('1.8.0').version, '1.8.0');
  assert.throws(() => old('1.7.9'), {
    message: 'podman version "1.7.9" is too old, please upgrade to "1.8.0" or later',
  });
});

test("subnets are read from podman's networks, new and old", () => {
  assert.deepEqual(podmanSubnets({ subnets: [{ subnet: 'fc00::/64' }, { subnet: '10.89.0.0/24' }] }), [
    'fc00::/64',
    '10.89.0.0/24',
  ]);
  const ranges = [[{ subnet: '10.88.0.0/16' }], [{ subnet: 'fc01::/64' }]];
  assert.deepEqual(podmanSubnets({ plugins: [{ ipam: { ranges } }, { type: 'portmap' }] }), [
    '10.88.0.0/16',
    'fc01::/64',
  ]);
});
