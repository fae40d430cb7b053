import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseImageVersions } from './image-versions.js';

test('the versions of the images that kubeadm asks for are read from its constants', () => {
  const source = `const (
	// DefaultEtcdVersion indicates the default etcd version that kubeadm uses
	DefaultEtcdVersion = "3.6.8-0"
	CoreDNSVersion = "v1.14.2"
	PauseVersion = "3.10.2"
)`;
  assert.deepEqual(parseImageVersions(source), { coredns: 'v1.14.2', etcd: '3.6.8-0', pause: '3.10.2' });
});

test('a constant that is not there is named', () => {
  assert.throws(() => parseImageVersions('package constants'), {
    code: 'BUILD_FAILED',
    message: "kubeadm's constants lack CoreDNSVersion",
  });
});
