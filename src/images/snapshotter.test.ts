import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectSnapshotter } from './snapshotter.js';

test('the snapshotter of configuration version 2', () => {
  const dump = `version = 2
[plugins."io.containerd.grpc.v1.cri".containerd]
snapshotter = "overlayfs"
`;
  assert.equal(detectSnapshotter(dump), 'overlayfs');
});

test('the snapshotter of configuration versions 3 and 4', () => {
  for (const version of [3, 4]) {
    const dump = `version = ${version}\n[plugins."io.containerd.cri.v1.images"]\nsnapshotter = "native"\n`;
    assert.equal(detectSnapshotter(dump), 'native');
  }
});

test('configurations that say nothing are refused', () => {
  assert.throws(() => detectSnapshotter(''), /failed to detect containerd config version/);
  assert.throws(
    () => detectSnapshotter('version = 5'),
    /unknown containerd config version: 5 \(supported versions: 2, 3 and 4\)/,
  );
  assert.throws(() => detectSnapshotter('version = 3'), /failed to detect containerd snapshotter \(config version 3\)/);
});
