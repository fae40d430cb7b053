import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SeedInput } from './input.js';
import { MARKERS, replaceMarkers } from './markers.js';

const node = {
  name: 'x-control-plane',
  address: '10.89.0.2',
  controlPlane: true,
  labels: { b: '2', a: '1' },
  providerID: 'kind://podman/x/x-control-plane',
  podCIDRs: [],
};
const worker = {
  ...node,
  name: 'x-worker',
  address: '10.89.0.3',
  controlPlane: false,
  labels: {},
  providerID: 'kind://podman/x/x-worker',
};
const input: SeedInput = {
  clusterName: MARKERS.nodeName,
  endpoint: 'x-control-plane:6443',
  apiServerAddress: '127.0.0.1',
  podSubnet: '10.244.0.0/16',
  tuning: { controlPlanes: 1, cgroupVersion: 2 },
  nodes: [node, worker],
  first: 'x-control-plane',
  others: [],
};

test('each marker becomes what it stands for, also where one contains another', () => {
  const filled = Object.fromEntries(
    Object.entries(MARKERS).map(([name, marker]) => [name, replaceMarkers(`-${marker}-`, input)]),
  );
  assert.deepEqual(filled, {
    providerID: '-kind://podman/x/x-control-plane-',
    // A cluster may have the name of a marker.
    clusterName: `-${MARKERS.nodeName}-`,
    endpoint: '-x-control-plane:6443-',
    endpointHost: '-x-control-plane-',
    apiServerAddress: '-127.0.0.1-',
    nodeName: '-x-control-plane-',
    nodeAddress: '-10.89.0.2-',
    nodeLabels: '-a=1,b=2-',
    podSubnet: '-10.244.0.0/16-',
  });
});

test('another node’s own', () => {
  const own = [MARKERS.nodeName, MARKERS.nodeAddress, MARKERS.providerID, MARKERS.endpoint].join(' ');
  const filled = 'x-worker 10.89.0.3 kind://podman/x/x-worker x-control-plane:6443';
  assert.equal(replaceMarkers(own, input, 'x-worker'), filled);
});

test('a node without labels, and texts without markers', () => {
  assert.equal(replaceMarkers(`--node-labels=${MARKERS.nodeLabels}"`, input, 'x-worker'), '--node-labels="');
  assert.equal(replaceMarkers('192x0x2x10', input), '192x0x2x10');
});
