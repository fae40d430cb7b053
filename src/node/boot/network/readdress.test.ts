import { deepEqual, equal, rejects } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { fakeWorld } from '../testing/fake-world.js';
import { nodeAddresses } from './addresses.js';
import { followAddressChange } from './readdress.js';
import { replaceAddress } from './replace-address.js';

const HOSTS = '127.0.0.1 localhost\n172.18.0.3\tkind-control-plane\nfc00:f853::3 kind-control-plane\n';
const RENEWALS = ['apiserver', 'etcd-server', 'etcd-peer'].map(
  (phase) => `kubeadm init phase certs ${phase} --config /kind/kubeadm.conf`,
);
const NODE = {
  '/etc/hosts': HOSTS,
  '/kind/old-ipv4': '172.18.0.2\n',
  '/etc/kubernetes/manifests/etcd.yaml': '- --listen=https://127.0.0.1:2379,https://172.18.0.2:2379\n',
  '/etc/kubernetes/manifests/kube-apiserver.yaml': '- --advertise-address=172.18.0.2\n',
  '/etc/kubernetes/kubelet.conf': 'server: https://172.18.0.22:6443\n',
  '/var/lib/kubelet/kubeadm-flags.env': 'KUBELET_KUBEADM_ARGS="--node-ip=172.18.0.2"\n',
  '/etc/kubernetes/pki/apiserver.crt': 'old',
  '/etc/kubernetes/pki/apiserver.key': 'old',
  '/etc/kubernetes/pki/etcd/peer.crt': 'old',
};

test('addresses come from /etc/hosts, then from interfaces', () => {
  const eth0 = [
    { address: '10.0.0.9', family: 'IPv4' as const, internal: false },
    { address: 'fe80::1', family: 'IPv6' as const, internal: false, scopeid: 2 },
    { address: 'fd00::9', family: 'IPv6' as const, internal: false, scopeid: 0 },
  ];
  deepEqual(nodeAddresses('kind-control-plane', HOSTS, { eth0 }), { ipv4: '172.18.0.3', ipv6: 'fc00:f853::3' });
  deepEqual(nodeAddresses('other', HOSTS, { eth0 }), { ipv4: '10.0.0.9', ipv6: 'fd00::9' });
  deepEqual(nodeAddresses('other', '127.0.1.1 other\n', {}), { ipv4: undefined, ipv6: undefined });
});

test('an address is replaced as a whole, never inside of another', () => {
  equal(
    replaceAddress('10.0.0.1:2379 110.0.0.1 10.0.0.12 10.0.0.1.5', '10.0.0.1', '$&'),
    '$&:2379 110.0.0.1 10.0.0.12 10.0.0.1.5',
  );
  equal(replaceAddress('[fc00::2]:2380 fc00::21 1:fc00::2', 'fc00::2', 'fc00::3'), '[fc00::3]:2380 fc00::21 1:fc00::2');
});

test('replacing an address and replacing it back gives the same text', () => {
  const separators = fc.constantFrom(' ', ',', '=', '"', 'https://', '\n');
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.ipV4(), separators)), fc.ipV4(), fc.ipV4(), (parts, a, b) => {
      fc.pre(parts.every(([address]) => address !== b));
      const text = parts.map(([address, separator]) => separator + address).join('');
      equal(replaceAddress(replaceAddress(text, a, b), b, a), text);
    }),
  );
});

test('a new address is written everywhere and API server and etcd get new certificates', async (t) => {
  const world = fakeWorld(t, NODE);
  await followAddressChange(world);
  equal(
    world.read('/etc/kubernetes/manifests/etcd.yaml'),
    '- --listen=https://127.0.0.1:2379,https://172.18.0.3:2379\n',
  );
  equal(world.read('/etc/kubernetes/kubelet.conf'), 'server: https://172.18.0.22:6443\n');
  equal(world.read('/var/lib/kubelet/kubeadm-flags.env').includes('--node-ip=172.18.0.3"'), true);
  for (const name of ['apiserver.crt', 'apiserver.key', 'etcd/peer.crt']) {
    equal(existsSync(world.path(`/etc/kubernetes/pki/${name}`)), false);
  }
  deepEqual(world.commands, RENEWALS);
  equal(world.read('/kind/old-ipv4'), '172.18.0.3\n');
  equal(world.read('/kind/old-ipv6'), 'fc00:f853::3\n');
});

test('when making the certificate fails, the next boot tries again', async (t) => {
  const world = fakeWorld(t, NODE);
  world.outputs.set('kubeadm', new Error('no such file'));
  await rejects(followAddressChange(world), /kubeadm/);
  equal(world.read('/kind/old-ipv4'), '172.18.0.2\n');
  world.outputs.delete('kubeadm');
  world.commands.length = 0;
  await followAddressChange(world);
  deepEqual(world.commands, RENEWALS);
});

test('a worker has no certificate to renew', async (t) => {
  const world = fakeWorld(t, { '/etc/hosts': HOSTS, '/kind/old-ipv4': '172.18.0.2\n' });
  await followAddressChange(world);
  deepEqual(world.commands, []);
});

test('the first boot and the same address change nothing', async (t) => {
  const world = fakeWorld(t, { ...NODE, '/kind/old-ipv4': '172.18.0.3\n' });
  await followAddressChange(world);
  deepEqual(world.commands, []);
  equal(world.read('/kind/old-ipv6'), 'fc00:f853::3\n');
});

test('a node that lost its IPv4 address cannot work', async (t) => {
  const world = fakeWorld(t, { '/etc/hosts': '', '/kind/old-ipv4': '172.18.0.2\n', '/kind/old-ipv6': 'fc00::2\n' });
  await rejects(followAddressChange(world), /had the IPv4 address 172\.18\.0\.2 and now has none/);
});
