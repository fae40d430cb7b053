import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeholder } from '../../seed/placeholders.js';
import { capturedObjects } from './captured-objects.js';

const capture = (objects: Record<string, object>) =>
  capturedObjects(
    new Map(Object.entries(objects).map(([key, object]) => [`/registry/${key}`, JSON.stringify(object)])),
  );

const OWNED = { ownerReferences: [{ kind: 'ReplicaSet', name: 'r', uid: 'u' }] };

test('what users have made is kept as it is', () => {
  const object = {
    kind: 'ConfigMap',
    metadata: { name: 'c', namespace: 'default', uid: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
    data: { time: '2026-01-01T00:00:00Z' },
  };
  assert.deepEqual(capture({ 'configmaps/default/c': object }), { '/registry/configmaps/default/c': object });
});

test('what belongs to the node, to the moment or to an owner is left out', () => {
  const metadata = { name: 'x' };
  const left = [
    'minions/kind-control-plane',
    'events/default/x',
    'leases/kube-system/x',
    'masterleases/172.30.99.1',
    'endpointslices/default/kubernetes',
    'certificatesigningrequests/csr-1',
  ];
  const owned = {
    'pods/default/p': { metadata: { name: 'p', ...OWNED } },
    'replicasets/default/r': { metadata: { name: 'r', ...OWNED } },
  };
  const annotations = { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-01T00:00:00Z' };
  const endpoints = { 'services/endpoints/default/web': { metadata: { name: 'web', annotations } } };
  const mine = { 'services/endpoints/default/mine': { metadata: { name: 'mine' } } };
  const objects = { ...Object.fromEntries(left.map((key) => [key, { metadata }])), ...owned, ...endpoints, ...mine };
  assert.deepEqual(Object.keys(capture(objects)), ['/registry/services/endpoints/default/mine']);
});

test('workloads have yet to start, pods have yet to find their node', () => {
  const metadata = { name: 'w' };
  const captured = capture({
    'deployments/default/w': { metadata, spec: { replicas: 2 }, status: { observedGeneration: 1, readyReplicas: 2 } },
    'pods/default/w': {
      metadata,
      spec: { nodeName: 'n', containers: [] },
      status: { phase: 'Running', podIP: '10.0.0.1' },
    },
    'persistentvolumeclaims/default/w': { metadata, status: { phase: 'Bound' } },
  });
  assert.deepEqual(captured, {
    '/registry/deployments/default/w': { metadata, spec: { replicas: 2 }, status: {} },
    '/registry/persistentvolumeclaims/default/w': { metadata, status: { phase: 'Bound' } },
    '/registry/pods/default/w': { metadata, spec: { containers: [] }, status: { phase: 'Pending' } },
  });
});

test('no key, and nothing that a key has signed, is kept', () => {
  const captured = capture({
    'configmaps/a/kube-root-ca.crt': { metadata: { name: 'kube-root-ca.crt' }, data: { 'ca.crt': 'PEM' } },
    'secrets/a/token': {
      metadata: { name: 'token' },
      type: 'kubernetes.io/service-account-token',
      data: { token: 'x' },
    },
    'secrets/kube-system/bootstrap-token-abcdef': {
      metadata: { name: 'bootstrap-token-abcdef' },
      type: 'bootstrap.kubernetes.io/token',
      data: { expiration: 'x', 'token-id': 'y' },
    },
    'secrets/a/own': { metadata: { name: 'own' }, type: 'Opaque', data: { a: 'b' } },
  });
  assert.deepEqual(
    Object.values(captured).map(({ data }) => data),
    [{ 'ca.crt': placeholder('certificate', 'pki/ca', 'text') }, { a: 'b' }, {}, { 'token-id': 'y' }],
  );
});

test('what is no JSON is an error that names it', () => {
  assert.throws(() => capturedObjects(new Map([['/registry/x/y', 'k8s\0']])), { message: /at \/registry\/x\/y/ });
});
