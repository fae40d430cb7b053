import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MARKERS, replaceMarkers } from './markers.js';
import { sampleInput, sampleNode } from './testing/sample-input.js';

const node = sampleNode('x-control-plane', '10.89.0.2', { labels: { b: '2', a: '1' } });
const input = sampleInput({ clusterName: MARKERS.nodeName, nodes: [node, sampleNode('x-worker', '10.89.0.3')] });

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
