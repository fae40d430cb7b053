import assert from 'node:assert/strict';
import { test } from 'node:test';
import { notReady } from './not-ready.js';
import type { ClusterObjects, PodObject } from './objects.js';

const SINCE = new Date('2026-01-02T03:04:05.900Z');
const BEFORE = '2026-01-02T03:04:04Z';
const AFTER = '2026-01-02T03:04:05Z';

const node = (heartbeat: string, status = 'True') => ({
  metadata: { name: 'n' },
  status: { conditions: [{ type: 'Ready', status, message: 'no network', lastHeartbeatTime: heartbeat }] },
});

function pod(name: string, startedAt: string | undefined, ready = 'True'): PodObject {
  const running = startedAt === undefined ? {} : { running: { startedAt } };
  return {
    metadata: { name, namespace: 's' },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready, message: 'not yet probed' }],
      containerStatuses: [{ name: 'c', state: running }],
    },
  };
}

const metadata = { name: 'w', namespace: 's', generation: 2 };
const deployment = (status: object, replicas = 2) => ({ metadata, spec: { replicas }, status });

const READY: ClusterObjects = {
  nodes: [node(AFTER)],
  pods: [pod('p', AFTER)],
  deployments: [deployment({ observedGeneration: 2, updatedReplicas: 2, readyReplicas: 2 })],
  statefulSets: [deployment({ observedGeneration: 2, updatedReplicas: 1, readyReplicas: 1 }, 1)],
  daemonSets: [
    {
      metadata,
      status: { observedGeneration: 2, desiredNumberScheduled: 1, updatedNumberScheduled: 1, numberReady: 1 },
    },
  ],
};

const with_ = (changes: Partial<ClusterObjects>) => notReady({ ...READY, ...changes }, SINCE);

test('a cluster in which everything is as it should be is ready', () => {
  assert.deepEqual(with_({}), []);
});

test('the node has to have reported since the start', () => {
  assert.deepEqual(with_({ nodes: [] }), ['there is no node yet']);
  assert.deepEqual(with_({ nodes: [{ metadata: { name: 'n' } }] }), ['node n: its kubelet has not reported yet']);
  assert.deepEqual(with_({ nodes: [node(BEFORE)] }), ['node n: its kubelet has not reported yet']);
  assert.deepEqual(with_({ nodes: [node(AFTER, 'False')] }), ['node n: no network']);
});

test('workloads that no controller has looked at are not ready', () => {
  assert.deepEqual(with_({ deployments: [deployment({})] }), ['deployment s/w: 0 of 2 pods are ready']);
  const old = { observedGeneration: 1, updatedReplicas: 2, readyReplicas: 2 };
  assert.deepEqual(with_({ deployments: [deployment(old)] }), ['deployment s/w: 0 of 2 pods are ready']);
  assert.deepEqual(with_({ daemonSets: [{ metadata }] }), ['daemonset s/w: no pods yet']);
});

test('workloads have all their pods, in their newest form', () => {
  const half = { observedGeneration: 2, updatedReplicas: 2, readyReplicas: 1 };
  assert.deepEqual(with_({ deployments: [deployment(half)] }), ['deployment s/w: 1 of 2 pods are ready']);
  const outdated = { observedGeneration: 2, updatedReplicas: 0, readyReplicas: 2 };
  assert.deepEqual(with_({ statefulSets: [deployment(outdated)] }), ['statefulset s/w: 0 of 2 pods are ready']);
  assert.deepEqual(with_({ deployments: [deployment({}, 0)] }), ['deployment s/w: 0 of 0 pods are ready']);
  assert.deepEqual(with_({ deployments: [deployment({ observedGeneration: 2 }, 0)] }), []);
  const daemons = { observedGeneration: 2, desiredNumberScheduled: 1, updatedNumberScheduled: 1, numberReady: 0 };
  assert.deepEqual(with_({ daemonSets: [{ metadata, status: daemons }] }), ['daemonset s/w: 0 of 1 pods are ready']);
});

test('pods run, are Ready, and were started since', () => {
  assert.deepEqual(with_({ pods: [pod('p', BEFORE)] }), ['pod s/p: not started again yet']);
  assert.deepEqual(with_({ pods: [pod('p', AFTER, 'False')] }), ['pod s/p: not yet probed']);
  assert.deepEqual(with_({ pods: [pod('p', undefined)] }), ['pod s/p: container c does not run: unknown']);
  const pulling: PodObject = {
    metadata: { name: 'p', namespace: 's' },
    status: { phase: 'Pending', containerStatuses: [{ name: 'c', state: { waiting: { reason: 'ErrImagePull' } } }] },
  };
  assert.deepEqual(with_({ pods: [pulling] }), ['pod s/p: container c does not run: ErrImagePull']);
  const unscheduled: PodObject = {
    metadata: { name: 'p', namespace: 's' },
    status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', message: 'no node fits' }] },
  };
  assert.deepEqual(with_({ pods: [unscheduled] }), ['pod s/p: no node fits']);
  assert.deepEqual(with_({ pods: [{ metadata: { name: 'p' } }] }), ['pod p: not Ready']);
});

test('pods that have ended are done', () => {
  for (const phase of ['Succeeded', 'Failed']) {
    assert.deepEqual(with_({ pods: [{ metadata: { name: 'p' }, status: { phase } }] }), []);
  }
});
