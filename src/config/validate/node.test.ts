import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DefaultedNode } from '../defaults.js';
import { nodeProblems } from './node.js';

const problems = (node: object) => nodeProblems({ role: 'control-plane', image: 'node:1', ...node } as DefaultedNode);

test('nodes of both roles are valid', () => {
  assert.deepEqual(problems({}), []);
  assert.deepEqual(problems({ role: 'worker' }), []);
});

test('a node needs an image and a role that exists', () => {
  assert.deepEqual(problems({ image: '' }), ['image is a required field']);
  assert.deepEqual(problems({ role: '' }), ['"" is not a valid node role']);
  assert.deepEqual(problems({ role: 'ssss' }), ['"ssss" is not a valid node role']);
});

test('port numbers out of range are named', () => {
  const invalid = 'invalid port number: 999999999';
  assert.deepEqual(problems({ extraPortMappings: [{ containerPort: 999999999, hostPort: 8080 }] }), [
    `invalid containerPort: ${invalid}`,
  ]);
  assert.deepEqual(problems({ extraPortMappings: [{ containerPort: 8080, hostPort: 999999999 }] }), [
    `invalid hostPort: ${invalid}`,
  ]);
});

test('host ports that are picked later may occur several times', () => {
  assert.deepEqual(problems({ extraPortMappings: [{ containerPort: 80 }, { containerPort: 443 }] }), []);
  const picked = [
    { containerPort: 80, hostPort: -1 },
    { containerPort: 443, hostPort: -1 },
  ];
  assert.deepEqual(problems({ extraPortMappings: picked }), []);
});

test('a clash of port mappings is one problem', () => {
  const mapping = { containerPort: 80, hostPort: 80, protocol: 'TCP' };
  assert.deepEqual(problems({ extraPortMappings: [mapping, mapping, mapping] }), [
    'invalid portMapping: port mapping with same listen address, port and protocol already configured: 0.0.0.0:80/TCP',
  ]);
});
