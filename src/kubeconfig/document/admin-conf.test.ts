import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kubeconfigFromAdminConf } from './admin-conf.js';
import { encodeKubeconfig } from './yaml.js';

const adminConf = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: Q0E=
    server: https://dev-control-plane:6443
  name: dev
contexts:
- context:
    cluster: dev
    user: kubernetes-admin
  name: kubernetes-admin@dev
current-context: kubernetes-admin@dev
kind: Config
preferences: {}
users:
- name: kubernetes-admin
  user:
    client-certificate-data: Q0VSVA==
    client-key-data: S0VZ
`;

const expected = (server: string) => `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: Q0E=
    server: ${server}
  name: kind-dev
contexts:
- context:
    cluster: kind-dev
    user: kind-dev
  name: kind-dev
current-context: kind-dev
kind: Config
preferences: {}
users:
- name: kind-dev
  user:
    client-certificate-data: Q0VSVA==
    client-key-data: S0VZ
`;

test('entries and references become kind-<cluster>, and the server the one seen from outside', () => {
  const config = kubeconfigFromAdminConf(adminConf, { cluster: 'dev', server: 'https://127.0.0.1:34567' });
  assert.equal(encodeKubeconfig(config), expected('https://127.0.0.1:34567'));
});

test('without a server, the internal one stays', () => {
  const config = kubeconfigFromAdminConf(adminConf, { cluster: 'dev' });
  assert.equal(encodeKubeconfig(config), expected('https://dev-control-plane:6443'));
});

test('more or less than one cluster, user or context is refused', () => {
  const convert = (text: string) => () => kubeconfigFromAdminConf(text, { cluster: 'dev' });
  assert.throws(convert(''), { message: 'kubeadm KUBECONFIG should have one cluster, but read 0' });
  assert.throws(convert(adminConf.replace('users:', 'users:\n- name: other')), {
    message: 'kubeadm KUBECONFIG should have one user, but read 2',
  });
  assert.throws(convert(adminConf.replace('contexts:', 'contexts:\n- name: other')), {
    message: 'kubeadm KUBECONFIG should have one context, but read 2',
  });
});
