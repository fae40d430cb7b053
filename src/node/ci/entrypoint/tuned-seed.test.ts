import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SeedFile, SeedObject } from '../../../seed/seed.js';
import { tunedSeed } from './tuned-seed.js';

const COREDNS = '/registry/deployments/kube-system/coredns';
const MANIFEST = '/etc/kubernetes/manifests/etcd.yaml';

const probe = (name: string, threshold: number, delay: number, period: number) => `    ${name}:
      failureThreshold: ${threshold}
      httpGet:
        path: /x
      initialDelaySeconds: ${delay}
      periodSeconds: ${period}
`;

function seed(text: string, replicas: number, periodSeconds: number): SeedFile {
  const container = { readinessProbe: { periodSeconds, timeoutSeconds: 1 } };
  const spec = { replicas, template: { spec: { containers: [container] } } };
  const dns = { metadata: { name: 'coredns' }, spec } as SeedObject;
  const files = { [MANIFEST]: { mode: 0o600, text }, '/etc/kubernetes/other': { mode: 0o600, text } };
  const configurations = { 'one control plane, cgroup v2': { cluster: '', kubelet: '', files } };
  return { format: 2, identities: {}, objects: { [COREDNS]: dns }, configurations };
}

/** What the tests look at. */
function looked(from: SeedFile): { text: string | undefined; other: string | undefined; dns: unknown } {
  const files = from.configurations['one control plane, cgroup v2']?.files;
  return {
    text: files?.[MANIFEST]?.text,
    other: files?.['/etc/kubernetes/other']?.text,
    dns: from.objects[COREDNS]?.spec,
  };
}

test('static pods are asked at once whether they have started, and no less patiently', () => {
  const before = `${probe('livenessProbe', 8, 10, 10)}    name: etcd\n${probe('startupProbe', 24, 10, 10)}    volumes: []\n`;
  const after = `${probe('livenessProbe', 8, 10, 10)}    name: etcd\n${probe('startupProbe', 240, 0, 1)}    volumes: []\n`;
  const { text, other } = looked(tunedSeed(seed(before, 2, 10)));
  assert.equal(text, after);
  assert.equal(other, before);
});

test('one pod of CoreDNS is asked every second', () => {
  const tuned = (replicas: number, period: number) => looked(tunedSeed(seed('', replicas, period))).dns;
  const dns = (replicas: number, periodSeconds: number) => looked(seed('', replicas, periodSeconds)).dns;
  assert.deepEqual(tuned(2, 10), dns(1, 1));
  // Somebody's own settings.
  assert.deepEqual(tuned(3, 5), dns(3, 5));
});

test('the seed itself is left alone, and one without CoreDNS too', () => {
  const original = seed(probe('startupProbe', 24, 10, 10), 2, 10);
  const copy = structuredClone(original);
  tunedSeed(original);
  assert.deepEqual(original, copy);
  assert.deepEqual(tunedSeed({ ...original, objects: {} }).objects, {});
});
