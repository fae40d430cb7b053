import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCluster } from '../decode.js';

const HEAD = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n';
const decode = (text: string) => decodeCluster(HEAD + text, 'f');

const name = (text: string) => decode(`name: ${text}`).name;
const flag = (text: string) => decode(`networking: {disableDefaultCNI: ${text}}`).networking?.disableDefaultCNI;
const port = (text: string) => decode(`networking: {apiServerPort: ${text}}`).networking?.apiServerPort;

test('strings keep the text that was written, whatever it looks like', () => {
  for (const text of ['123', '1.10', 'true', 'yes', '0x10', '2001-01-01', '1e3']) assert.equal(name(text), text);
  assert.equal(name("'a\n  b'"), 'a b');
  assert.equal(name('"\\u0041"'), 'A');
  assert.equal(name('!!int 12'), '12');
  assert.deepEqual(decode('runtimeConfig: {api/all: true, 1: 2}').runtimeConfig, { 'api/all': 'true', '1': '2' });
  assert.throws(() => name('!!binary aGVsbG8='), /expected a string, found "aGVsbG8="/);
});

test('booleans are those of YAML 1.2 without quotes and the further ones of YAML 1.1', () => {
  for (const text of ['true', 'True', 'TRUE', 'yes', 'Yes', 'ON', 'on', 'y', "'yes'"])
    assert.equal(flag(text), true, text);
  for (const text of ['false', 'FALSE', 'no', 'off', 'N']) assert.equal(flag(text), false, text);
  for (const text of ["'true'", '1', 'tRUE', '"false"', 'yep']) {
    assert.throws(() => flag(text), /f:3:33: expected true or false, found /, text);
  }
});

test('integers are decimal, hexadecimal, octal, binary or integral floats, without quotes', () => {
  const values = {
    '80': 80,
    '-1': -1,
    '+80': 80,
    '0x50': 80,
    '0o10': 8,
    '010': 8,
    '080': 80,
    '0b11': 3,
    '1_000': 1000,
    '80.0': 80,
    '1e3': 1000,
    '0': 0,
  };
  for (const [text, value] of Object.entries(values)) assert.equal(port(text), value, text);
  for (const text of ["'80'", 'abc', '80.7', '!!str 80', '.inf', '1e', '0x']) {
    assert.throws(() => port(text), /f:3:\d+: expected an integer, found /, text);
  }
  assert.throws(() => port('99999999999'), /f:3:29: 99999999999 is not between -2147483648 and 2147483647$/);
});

test('words that exist in one spelling only are refused when decoding', () => {
  const mount = (propagation: string) => decode(`nodes: [{extraMounts: [{propagation: ${propagation}}]}]`);
  assert.throws(
    () => mount('none'),
    /^KindlingError: unable to decode config: f:3:38: Unknown MountPropagation: "none"$/,
  );
  assert.ok(mount("''"));
  const mapping = (protocol: string) => decode(`nodes: [{extraPortMappings: [{protocol: ${protocol}}]}]`);
  assert.equal(mapping('sctp').nodes?.[0]?.extraPortMappings?.[0]?.protocol, 'SCTP');
  assert.throws(() => mapping('foo'), /f:3:41: Unknown PortMappingProtocol: "FOO"$/);
});

test('roles, families and modes are left to validation', () => {
  const cluster = decode('networking: {ipFamily: IPv4, kubeProxyMode: x}\nnodes: [{role: master}]');
  assert.equal(cluster.networking?.ipFamily, 'IPv4');
  assert.equal(cluster.nodes?.[0]?.role, 'master');
});
