import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { issueIdentities } from '../../../pki/identity.js';
import { identityTemplate } from '../../../pki/testing/identity-template.js';
import { MARKERS } from '../../../seed/markers.js';
import { placeholder } from '../../../seed/placeholders.js';
import { SEED_PATH, type SeedFile } from '../../../seed/seed.js';
import { type FakeWorld, fakeWorld } from '../../boot/testing/fake-world.js';
import { CLUSTER_MADE, FOLLOWERS, SHARED_IDENTITIES } from '../paths.js';
import { readSettings } from '../settings.js';
import { provideCluster } from './cluster.js';

const IDENTITIES: SeedFile['identities'] = {
  'pki/ca': identityTemplate('/CN=ca', '/CN=ca', ['basicConstraints=critical,CA:TRUE', 'subjectKeyIdentifier=hash']),
  'pki/apiserver': identityTemplate('/CN=kube-apiserver', '/CN=ca', [
    'authorityKeyIdentifier=keyid',
    `subjectAltName=DNS:${MARKERS.endpointHost},DNS:localhost,IP:10.96.0.1,IP:${MARKERS.nodeAddress},IP:${MARKERS.apiServerAddress}`,
  ]),
  kubelet: identityTemplate('/CN=kubelet', '/CN=ca', ['authorityKeyIdentifier=keyid']),
};
const manifests = '/etc/kubernetes/manifests';
const API_MANIFEST = `${manifests}/kube-apiserver.yaml`;
const API_SERVER = '  - command:\n    - kube-apiserver\n    - --x\n';
const files = {
  '/etc/kubernetes': { mode: 0o755 },
  '/etc/kubernetes/kubelet.conf': {
    mode: 0o600,
    text:
      `server: https://${MARKERS.nodeAddress}:6443\n` +
      `client-certificate-data: ${placeholder('certificate', 'kubelet', 'base64')}\n` +
      `client-key-data: ${placeholder('privateKey', 'kubelet', 'base64')}\n`,
  },
  [manifests]: { mode: 0o700 },
  [`${manifests}/etcd.yaml`]: { mode: 0o600, text: `--name=${MARKERS.nodeName}` },
  [API_MANIFEST]: { mode: 0o600, text: API_SERVER },
  [`${manifests}/kube-scheduler.yaml`]: { mode: 0o600, text: 'scheduler' },
  '/etc/kubernetes/pki': { mode: 0o755 },
  '/etc/kubernetes/pki/apiserver.crt': { mode: 0o644, text: placeholder('certificate', 'pki/apiserver', 'text') },
  '/var/lib/etcd': { mode: 0o700 },
  '/var/lib/kubelet': { mode: 0o700 },
  '/var/lib/kubelet/config.yaml': {
    mode: 0o644,
    text: 'clusterDNS:\n- 10.96.0.10\nsubnet: 10.96.0.0/16\nother: 110.96.0.1\n',
  },
};
const configuration = { cluster: '', kubelet: '', files };
const seed: SeedFile = {
  format: 2,
  objects: {},
  identities: IDENTITIES,
  configurations: { 'one control plane, cgroup v1': configuration, 'one control plane, cgroup v2': configuration },
};

const settings = readSettings({}, () => {});

function node(t: TestContext, more: Record<string, string> = {}): FakeWorld {
  const world = fakeWorld(t, {
    [SEED_PATH]: JSON.stringify(seed),
    '/kind/version': 'v1.36.3\n',
    '/sys/class/net/eth0/mtu': '1450\n',
    '/etc/cni/net.d/x': '',
    ...more,
  });
  return world;
}

const provide = (world: FakeWorld, apiNames: readonly string[] = []) =>
  provideCluster(world, { settings, cgroupVersion: 2, apiNames });

const API_CERTIFICATE = '/etc/kubernetes/pki/apiserver.crt';

test('the first start makes a cluster whose node has the static address', (t) => {
  const world = node(t);
  assert.equal(provide(world, ['1f2e3d', '10.0.0.9', 'my_alias']), true);
  assert.match(world.read('/etc/kubernetes/kubelet.conf'), /^server: https:\/\/172\.30\.99\.1:6443$/m);
  assert.equal(world.read(`${manifests}/etcd.yaml`), '--name=kind-control-plane');
  assert.equal(
    new X509Certificate(world.read(API_CERTIFICATE)).subjectAltName,
    'DNS:1f2e3d, DNS:localhost, DNS:my_alias, IP Address:10.96.0.1, IP Address:172.30.99.1, IP Address:127.0.0.1, IP Address:10.0.0.9',
  );
  assert.match(world.read('/etc/cni/net.d/10-kindnet.conflist'), /"mtu": 1450/);
  assert.ok(existsSync(world.path('/var/lib/etcd/member/snap/db')));
  assert.equal(world.read(CLUSTER_MADE), 'v1.36.3\n');
});

test('controllers wait for the API server', (t) => {
  const world = node(t);
  provide(world);
  assert.ok(!existsSync(world.path(`${manifests}/kube-scheduler.yaml`)));
  assert.equal(world.read(`${FOLLOWERS}/kube-scheduler.yaml`), 'scheduler');
});

test('another start keeps the cluster, another container has other keys', (t) => {
  const [one, other] = [node(t), node(t)];
  for (const world of [one, other]) provide(world);
  const before = one.read(API_CERTIFICATE);
  assert.equal(provide(one), false);
  assert.equal(one.read(API_CERTIFICATE), before);
  assert.notEqual(other.read(API_CERTIFICATE), before);
});

test('what a start has left that was broken off is made anew', (t) => {
  const world = node(t, { '/etc/kubernetes/kubelet.conf': 'half', '/var/lib/etcd/member/wal/0.tmp': 'half' });
  assert.equal(provide(world), true);
  assert.match(world.read('/etc/kubernetes/kubelet.conf'), /^server: /);
  assert.ok(!existsSync(world.path('/var/lib/etcd/member/wal/0.tmp')));
});

test('keys are shared only where the image was built so, and the log says it', (t) => {
  const shared = issueIdentities(IDENTITIES, { now: new Date(), rename: (name) => name });
  const text = JSON.stringify(Object.fromEntries(shared));
  const [one, other] = [node(t, { [SHARED_IDENTITIES]: text }), node(t, { [SHARED_IDENTITIES]: text })];
  for (const world of [one, other]) provide(world);
  assert.equal(one.read(API_CERTIFICATE), other.read(API_CERTIFICATE));
  assert.match(one.logs.join(), /WARN: this image has keys that everybody who has the image knows/);
});

test('Services have another subnet where the first is taken', (t) => {
  const world = node(t);
  const elsewhere = { ...settings, serviceSubnet: '10.202.0.0/16' };
  provideCluster(world, { settings: elsewhere, cgroupVersion: 2, apiNames: [] });
  assert.match(new X509Certificate(world.read(API_CERTIFICATE)).subjectAltName ?? '', /IP Address:10\.202\.0\.1,/);
  assert.equal(
    world.read('/var/lib/kubelet/config.yaml'),
    'clusterDNS:\n- 10.202.0.10\nsubnet: 10.202.0.0/16\nother: 110.96.0.1\n',
  );
});

test('in a build, the API server stores JSON', (t) => {
  const world = node(t);
  provideCluster(world, { settings, cgroupVersion: 2, apiNames: [], storeJson: true });
  assert.equal(
    world.read(API_MANIFEST),
    '  - command:\n    - kube-apiserver\n    - --storage-media-type=application/json\n    - --x\n',
  );
  const other = node(t);
  provide(other);
  assert.equal(other.read(API_MANIFEST), API_SERVER);
});

test('an image without a seed says so', (t) => {
  const world = fakeWorld(t);
  assert.throws(() => provide(world), { code: 'NODE_FAILED', message: /the image has no seed/ });
});
