import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyDefaults, DEFAULT_NODE_IMAGE } from './defaults.js';

test('an empty configuration becomes one control-plane node on IPv4', () => {
  assert.deepEqual(applyDefaults({}), {
    name: 'kind',
    nodes: [{ role: 'control-plane', image: DEFAULT_NODE_IMAGE }],
    networking: {
      ipFamily: 'ipv4',
      apiServerPort: 0,
      apiServerAddress: '127.0.0.1',
      podSubnet: '10.244.0.0/16',
      serviceSubnet: '10.96.0.0/16',
      disableDefaultCNI: false,
      kubeProxyMode: 'iptables',
    },
  });
});

test('IPv6 and dual stack have defaults of their own', () => {
  const ipv6 = applyDefaults({ networking: { ipFamily: 'ipv6' } }).networking;
  assert.equal(ipv6.apiServerAddress, '::1');
  assert.equal(ipv6.podSubnet, 'fd00:10:244::/56');
  assert.equal(ipv6.serviceSubnet, 'fd00:10:96::/112');
  const dual = applyDefaults({ networking: { ipFamily: 'dual' } }).networking;
  assert.equal(dual.apiServerAddress, '127.0.0.1');
  assert.equal(dual.podSubnet, '10.244.0.0/16,fd00:10:244::/56');
  assert.equal(dual.serviceSubnet, '10.96.0.0/16,fd00:10:96::/112');
});

test('an empty field counts as absent', () => {
  const cluster = applyDefaults({ name: '', nodes: [{ image: '' }], networking: { podSubnet: '' } }, 'node:1');
  assert.equal(cluster.name, 'kind');
  assert.equal(cluster.nodes[0]?.image, 'node:1');
  assert.equal(cluster.networking.podSubnet, '10.244.0.0/16');
});

test('what is given stays, and the argument is not changed', () => {
  const given = {
    name: 'a',
    nodes: [{ role: 'worker' as const, image: 'i' }],
    networking: { apiServerPort: -1, dnsSearch: [], kubeProxyMode: 'none' as const },
  };
  const before = structuredClone(given);
  const cluster = applyDefaults(given);
  assert.deepEqual(given, before);
  assert.deepEqual(cluster.nodes, given.nodes);
  assert.equal(cluster.networking.apiServerPort, -1);
  assert.deepEqual(cluster.networking.dnsSearch, []);
});
