import assert from 'node:assert/strict';
import { test } from 'node:test';
import { controlPlaneEndpoint, loadBalancerName, needsLoadBalancer, nodeNames } from './names.js';
import { validate } from './validate.js';

const nodes = (controlPlanes: number, workers: number) => [
  ...Array.from({ length: controlPlanes }, () => ({ role: 'control-plane' as const })),
  ...Array.from({ length: workers }, () => ({ role: 'worker' as const })),
];

test('nodes are named by role and counted from the second on', () => {
  const names = validate({ nodes: nodes(3, 2) }).nodes.map((node) => node.name);
  assert.deepEqual(names, [
    'kind-control-plane',
    'kind-control-plane2',
    'kind-control-plane3',
    'kind-worker',
    'kind-worker2',
  ]);
  assert.equal(loadBalancerName('kind'), 'kind-external-load-balancer');
});

test('roles are counted apart, in whatever order they come', () => {
  const names = nodeNames('a', ['worker', 'control-plane', 'worker', 'control-plane', 'worker']);
  assert.deepEqual(names, ['a-worker', 'a-control-plane', 'a-worker2', 'a-control-plane2', 'a-worker3']);
});

test('a load balancer is there exactly when there are several control-plane nodes', () => {
  assert.deepEqual([nodes(1, 0), nodes(1, 3), nodes(2, 0), nodes(2, 2), nodes(3, 0)].map(needsLoadBalancer), [
    false,
    false,
    true,
    true,
    true,
  ]);
});

test('the control plane endpoint is the only control-plane node or the load balancer', () => {
  assert.equal(controlPlaneEndpoint(validate({})), 'kind-control-plane:6443');
  assert.equal(controlPlaneEndpoint(validate({ nodes: nodes(2, 1) })), 'kind-external-load-balancer:6443');
  assert.throws(() => controlPlaneEndpoint({ name: 'x', nodes: [] }), TypeError);
});
