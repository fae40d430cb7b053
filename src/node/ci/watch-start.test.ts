import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClusterObjects } from './cluster/objects.js';
import { Milestone } from './http/milestone.js';
import { type StartingCluster, StartWatcher } from './watch-start.js';

const NOTHING: ClusterObjects = { nodes: [], pods: [], deployments: [], statefulSets: [], daemonSets: [] };
const heartbeat = { type: 'Ready', status: 'True', lastHeartbeatTime: '2026-01-01T00:00:09Z' };
const READY: ClusterObjects = { ...NOTHING, nodes: [{ metadata: { name: 'n' }, status: { conditions: [heartbeat] } }] };

/** A function whose first answers are errors. */
function answering<T>(errors: readonly string[], answer: () => T): () => Promise<T> {
  const left = [...errors];
  return async () => {
    const error = left.shift();
    if (error !== undefined) throw new Error(error);
    return answer();
  };
}

function watcher(cluster: Partial<StartingCluster>) {
  const events: string[] = [];
  const milestones = { docker: new Milestone(), kubernetes: new Milestone() };
  const whole: StartingCluster = {
    runtime: async () => {},
    apiServer: async () => {},
    startFollowers: () => events.push('followers'),
    objects: async () => READY,
    ...cluster,
  };
  const log = (_: string, message: string) => events.push(message.replace(/ \([\d.]+ s\)/, ''));
  const startedAt = new Date('2026-01-01T00:00:05Z');
  return { events, milestones, watch: new StartWatcher({ cluster: whole, startedAt, ...milestones, log, pause: 1 }) };
}

test('a cluster becomes ready step by step, and each step is tried until it works', async () => {
  const states = [NOTHING, NOTHING, READY];
  const { events, milestones, watch } = watcher({
    runtime: answering(['ENOENT'], () => {}),
    apiServer: answering(['ECONNREFUSED', 'ECONNREFUSED'], () => {}),
    objects: answering(['answered 500'], () => states.shift() ?? READY),
  });
  assert.equal(watch.status, 'the container runtime does not answer yet');
  await watch.run();
  assert.ok(milestones.docker.reachedAt && milestones.kubernetes.reachedAt);
  assert.equal(watch.status, 'ready');
  assert.deepEqual(events.slice(events.indexOf('followers')), [
    'followers',
    'not ready: pods are not known yet: answered 500',
    'not ready: there is no node yet',
    'every pod is Ready',
  ]);
  for (const said of ['the container runtime answers', 'the API server answers'])
    assert.ok(events.includes(said), said);
});

test('what is missing is known while it is missing', async () => {
  let going = true;
  const { milestones, watch } = watcher({ objects: async () => (going ? NOTHING : READY) });
  const running = watch.run();
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.ok(milestones.docker.reachedAt);
  assert.equal(milestones.kubernetes.reachedAt, undefined);
  assert.equal(watch.status, 'there is no node yet');
  going = false;
  await running;
});
