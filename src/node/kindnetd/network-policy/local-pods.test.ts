import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import type { RuntimePod } from '../nri/plugin.js';
import { LocalPods } from './local-pods.js';
import { type ClusterPod, clusterPod } from './pod.js';

const told = (uid: string, ips: string[], node = 'self'): ClusterPod => {
  return { namespace: 'default', name: 'x', uid, labels: { from: 'api' }, node, ips, ports: [], created: '' };
};
const ran = (uid: string, ips: string[]): RuntimePod => {
  return { id: `sandbox-${uid}`, namespace: 'default', name: 'x', uid, labels: { from: 'runtime' }, ips };
};
const shown = (pods: ClusterPod[]) => pods.map(({ uid, ips, labels }) => `${uid} ${ips.join()} ${labels.from}`);

test('a pod without addresses gets those that the runtime tells; everything else is the API server’s', () => {
  const pods = new LocalPods('self');
  pods.reset([ran('1', ['10.0.0.1']), ran('2', ['10.0.0.2'])]);
  deepEqual(shown(pods.addTo([told('1', []), told('2', ['10.0.0.9'])])), ['1 10.0.0.1 api', '2 10.0.0.9 api']);
  deepEqual(shown(pods.addTo([told('1', [], 'other')])), ['1  api']);
});

test('pods that ran before and are not known are gone; those that start are yet to become known', () => {
  const pods = new LocalPods('self');
  pods.reset([ran('1', ['10.0.0.1'])]);
  pods.started(ran('2', ['10.0.0.2']));
  deepEqual(shown(pods.addTo([])), ['2 10.0.0.2 runtime']);
  deepEqual(shown(pods.addTo([told('3', ['10.0.0.3'])])), ['3 10.0.0.3 api', '2 10.0.0.2 runtime']);
  pods.stopped(ran('2', []));
  deepEqual(shown(pods.addTo([])), []);
});

test("pods in the node's network have no addresses of their own", () => {
  const pods = new LocalPods('self');
  pods.started(ran('1', []));
  pods.started(ran('2', ['no address']));
  deepEqual(pods.addTo([]), []);
});

test('a static pod is the same for both, though the API server gives its copy another UID', () => {
  const annotations = { 'kubernetes.io/config.mirror': 'hash' };
  const object = { metadata: { name: 'x', uid: 'of-the-copy', annotations }, spec: { nodeName: 'self' } };
  const pods = new LocalPods('self');
  pods.started(ran('hash', ['10.0.0.1']));
  const copy = clusterPod(object as never);
  deepEqual(shown(pods.addTo(copy ? [copy] : [])), ['hash 10.0.0.1 undefined']);
});
