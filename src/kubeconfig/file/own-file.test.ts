import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownKubeconfigPath } from './own-file.js';

test("a cluster's own file is beside the usual one, whatever KUBECONFIG says", () => {
  assert.equal(
    ownKubeconfigPath('dev', { HOME: '/home/me', KUBECONFIG: '/other' }, 'linux'),
    '/home/me/.kube/kind-config-dev',
  );
  assert.equal(ownKubeconfigPath('dev', { USERPROFILE: 'C:\\me' }, 'win32'), 'C:\\me\\.kube\\kind-config-dev');
  assert.equal(ownKubeconfigPath('dev', {}, 'linux'), undefined);
});
