import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerRole } from '../create/labels.js';
import { controlPlaneNodes, endpointNode } from './endpoint.js';

const node = (name: string, role: ContainerRole = 'control-plane', state = 'running') => ({
  name,
  role,
  state,
  cluster: 'c',
});
const balancer = node('lb', 'external-load-balancer');

test('the API is reached through the load balancer, or the only control plane', () => {
  assert.equal(endpointNode([node('a'), node('w', 'worker')]).name, 'a');
  assert.equal(endpointNode([node('a'), node('b'), balancer]).name, 'lb');
  assert.throws(
    () => endpointNode([node('a'), node('b')]),
    /expected one control plane node or a load balancer, not 2/,
  );
  assert.throws(() => endpointNode([balancer, balancer]), /unexpected number of external-load-balancer nodes 2/);
});

test('control planes that run are asked before those that do not', () => {
  const nodes = [node('c'), balancer, node('a', 'control-plane', 'exited'), node('w', 'worker'), node('b')];
  assert.deepEqual(
    controlPlaneNodes(nodes).map(({ name }) => name),
    ['b', 'c', 'a'],
  );
});
