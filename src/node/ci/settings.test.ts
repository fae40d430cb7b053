import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings } from './settings.js';

const read = (env: Record<string, string>) => readSettings(env, (message) => assert.fail(message));

test('a container without variables has the defaults', () => {
  assert.deepEqual(read({}), {
    staticIp: '172.30.99.1',
    podSubnet: '10.244.0.0/16',
    podCidr: '10.244.0.0/24',
    serviceSubnet: '10.96.0.0/16',
    apiNames: [],
    registry: undefined,
    enforceCapacity: false,
  });
  assert.deepEqual(read({ STATIC_IP: '', POD_SUBNET: '', REGISTRY: '', ENFORCE_CAPACITY: '' }), read({}));
});

test('variables are read', () => {
  const settings = read({
    STATIC_IP: '172.99.99.1',
    POD_SUBNET: '10.100.0.0/20',
    SERVICE_SUBNET: '10.97.0.0/16',
    KIND_API_NAMES: 'Kind, my_alias 10.0.0.9,fd00::1',
    REGISTRY: 'registry.example.com:5000',
    REGISTRY_USER: 'me',
    REGISTRY_PASSWORD: 'secret',
    ENFORCE_CAPACITY: '1',
  });
  assert.deepEqual(settings, {
    staticIp: '172.99.99.1',
    podSubnet: '10.100.0.0/20',
    podCidr: '10.100.0.0/24',
    serviceSubnet: '10.97.0.0/16',
    apiNames: ['kind', 'my_alias', '10.0.0.9', 'fd00::1'],
    registry: { registry: 'registry.example.com:5000', user: 'me', password: 'secret' },
    enforceCapacity: true,
  });
});

test('a login that is not complete is left out with a warning that does not tell it', () => {
  const warnings: string[] = [];
  const { registry } = readSettings({ REGISTRY: 'r', REGISTRY_PASSWORD: 'secret' }, (text) => warnings.push(text));
  assert.equal(registry, undefined);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /all of REGISTRY, REGISTRY_USER and REGISTRY_PASSWORD/);
  assert.doesNotMatch(warnings[0] ?? '', /secret/);
});

test('values that cannot work are refused, with the variable’s name', () => {
  const refused: [Record<string, string>, RegExp][] = [
    [{ STATIC_IP: 'here' }, /^STATIC_IP is "here", but has to be an IPv4 address$/],
    [{ STATIC_IP: 'fd00::1' }, /STATIC_IP/],
    [{ STATIC_IP: '10.244.3.4' }, /STATIC_IP is "10.244.3.4", but has to be an address outside of 10.244.0.0\/16/],
    [{ STATIC_IP: '10.96.0.1' }, /STATIC_IP .* outside of 10.96.0.0\/16/],
    [{ POD_SUBNET: '10.244.0.0/25' }, /POD_SUBNET is "10.244.0.0\/25", but has to be a subnet of at least 256/],
    [{ POD_SUBNET: 'fd00::/56' }, /POD_SUBNET is "fd00::\/56", but has to be an IPv4 subnet/],
    [{ POD_SUBNET: '10.96.4.0/24' }, /apart from 10.96.0.0\/16/],
    [{ POD_SUBNET: '10.0.0.0/8' }, /apart from 10.96.0.0\/16/],
    [{ SERVICE_SUBNET: '10.97.0.0/20' }, /SERVICE_SUBNET is "10.97.0.0\/20", but has to be a subnet of 65,536/],
    [{ SERVICE_SUBNET: 'x' }, /SERVICE_SUBNET is "x", but has to be an IPv4 subnet, such as 10.96.0.0\/16/],
    [{ KIND_API_NAMES: 'a b:8443' }, /KIND_API_NAMES is "b:8443", but has to be a list of names and addresses/],
  ];
  for (const [env, message] of refused) {
    assert.throws(() => read(env), { message, code: 'CONFIG_INVALID' }, JSON.stringify(env));
  }
});

test('in a pod of another cluster, the subnets are others than that one’s', () => {
  const inPod = readSettings({}, () => {}, ['10.244.0.7', '10.96.0.10', 'fd00::1']);
  assert.deepEqual(
    [inPod.podSubnet, inPod.podCidr, inPod.serviceSubnet],
    ['10.201.0.0/16', '10.201.0.0/24', '10.202.0.0/16'],
  );
  const beside = readSettings({}, () => {}, ['172.17.0.2', '127.0.0.11']);
  assert.deepEqual([beside.podSubnet, beside.serviceSubnet], ['10.244.0.0/16', '10.96.0.0/16']);
  assert.equal(readSettings({ POD_SUBNET: '10.244.0.0/16' }, () => {}, ['10.244.0.7']).podSubnet, '10.244.0.0/16');
});
