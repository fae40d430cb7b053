import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContainerRole } from '../../create/labels.js';
import { controlPlaneNodes, endpointNode } from '../endpoint.js';
import type { ClusterNode } from '../list.js';
import {
  bootstrapControlPlaneNode,
  internalNodes,
  loadBalancerNode,
  secondaryControlPlaneNodes,
  selectNodesByRole,
} from './select.js';

const node = (name: string, role: ContainerRole): ClusterNode => ({ name, role, cluster: 'c', state: 'running' });
const names = (nodes: readonly ClusterNode[]) => nodes.map(({ name }) => name);

const balancer = node('c-external-load-balancer', 'external-load-balancer');
const [one, two, three] = ['c-control-plane', 'c-control-plane2', 'c-control-plane3'].map((name) =>
  node(name, 'control-plane'),
) as [ClusterNode, ClusterNode, ClusterNode];
const worker = node('c-worker', 'worker');
const all = [worker, three, balancer, one, two];

test('nodes of a role come in their order, control planes sorted by name', () => {
  assert.deepEqual(selectNodesByRole(all, 'control-plane'), [three, one, two]);
  assert.deepEqual(controlPlaneNodes(all), [one, two, three]);
  assert.deepEqual(selectNodesByRole([], 'worker'), []);
});

test('the load balancer is no internal node', () => {
  assert.deepEqual(names(internalNodes(all)), ['c-worker', 'c-control-plane3', 'c-control-plane', 'c-control-plane2']);
  assert.equal(loadBalancerNode(all), balancer);
  assert.equal(loadBalancerNode([one]), undefined);
  assert.throws(() => loadBalancerNode([balancer, balancer]), {
    code: 'CLUSTER_NOT_FOUND',
    message: 'unexpected number of external-load-balancer nodes 2',
  });
});

test('the API is reached through the load balancer, or the only control plane', () => {
  assert.equal(endpointNode(all), balancer);
  assert.equal(endpointNode([worker, one]), one);
  assert.throws(() => endpointNode([one, two]), /expected one control plane node or a load balancer, not 2 and none/);
});

test('the first control plane by name is that of the bootstrap, the others are secondary', () => {
  assert.equal(bootstrapControlPlaneNode(all), one);
  assert.deepEqual(secondaryControlPlaneNodes(all), [two, three]);
  assert.deepEqual(secondaryControlPlaneNodes([one, worker]), []);
  assert.throws(() => bootstrapControlPlaneNode([worker]), { code: 'CLUSTER_NOT_FOUND' });
});
