import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newestOfEachMinor, stagingModules, stagingVersion } from './staging.js';

const goMod = `module k8s.io/kubernetes

require k8s.io/api v0.0.0

replace k8s.io/utils => k8s.io/utils v1.0.0

replace (
	k8s.io/api => ./staging/src/k8s.io/api
	k8s.io/client-go => ./staging/src/k8s.io/client-go
)
`;

test('staging modules are those replaced with a directory of Kubernetes itself', () => {
  assert.deepEqual(stagingModules(goMod), ['k8s.io/api', 'k8s.io/client-go']);
});

test('staging modules have the minor and patch version of Kubernetes', () => {
  assert.equal(stagingVersion('v1.36.3'), 'v0.36.3');
  assert.equal(stagingVersion('v1.37.0-rc.1'), 'v0.37.0-rc.1');
});

test('the newest release of each minor version is offered, newest first', () => {
  const versions = ['v1.9.11', 'v1.34.2', 'v1.34.10', 'v1.35.0', 'v1.36.0-rc.1', 'v1.5.0+incompatible'];
  assert.deepEqual(newestOfEachMinor(versions), ['v1.35.0', 'v1.34.10', 'v1.9.11']);
});
