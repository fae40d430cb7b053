import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cluster } from '../config/v1alpha4.js';
import { validate } from '../config/validate.js';
import { podSubnetsOf, settlesPodSubnets } from './pod-subnets.js';
import type { NodeFacts } from './steps/node-facts.js';

const NODES: Cluster['nodes'] = [{ role: 'worker' }, { role: 'control-plane' }, { role: 'worker' }];
const ours = [{ cniManifest: 'name: kindnet' }] as NodeFacts[];

test('the control plane has the first subnet, workers the next ones in order', () => {
  const cluster = validate({ nodes: NODES, networking: { ipFamily: 'dual' } });
  const subnets = cluster.nodes.map((node) => podSubnetsOf(cluster, node, 'kind-control-plane'));
  assert.deepEqual(subnets, [
    ['10.244.1.0/24', 'fd00:10:244:1::/64'],
    ['10.244.0.0/24', 'fd00:10:244::/64'],
    ['10.244.2.0/24', 'fd00:10:244:2::/64'],
  ]);
});

test('subnets are settled for our own network only, where there is room and nobody patches', () => {
  const settles = (cluster: Cluster, facts = ours) => settlesPodSubnets(validate({ nodes: NODES, ...cluster }), facts);
  assert.ok(settles({}));
  assert.ok(!settles({}, [{ cniManifest: 'name: calico' }] as NodeFacts[]));
  assert.ok(!settles({ networking: { disableDefaultCNI: true } }));
  assert.ok(!settles({ networking: { podSubnet: '10.244.0.0/23' } }));
  assert.ok(settles({ networking: { podSubnet: '10.244.0.0/22' } }));
  assert.ok(!settles({ kubeadmConfigPatches: ['kind: InitConfiguration'] }));
});
