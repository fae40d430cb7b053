import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signClusterInfo } from './cluster-info-signature.js';
import { fillSeed } from './fill.js';
import type { SeedInput } from './input.js';
import { MARKERS } from './markers.js';
import { placeholder } from './placeholders.js';
import { SEED_TIME, type SeedFile, type SeedObject } from './seed.js';
import { sampleInput, sampleNode } from './testing/sample-input.js';

/** Some identifier that is always the same for a name. */
function uidOf(name: string): string {
  const digits = Buffer.from(name).toString('hex').padEnd(32, '0');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
}

const configMap = (name: string, data: Record<string, string> = {}): SeedObject => ({
  kind: 'ConfigMap',
  metadata: { name, uid: uidOf(name) },
  data,
});

const DEFAULT = { metadata: { name: 'default', uid: uidOf('default'), creationTimestamp: SEED_TIME } };
const CLAIMED = { metadata: { name: 'v', uid: uidOf('v') }, spec: { claimRef: { uid: uidOf('default') } } };

const seed: SeedFile = {
  format: 2,
  objects: {
    '/registry/configmaps/kube-public/cluster-info': configMap('cluster-info', {
      kubeconfig: `ca: ${placeholder('certificate', 'pki/ca', 'base64')}\nserver: https://${MARKERS.endpoint}\n`,
    }),
    '/registry/configmaps/kube-system/kube-proxy': configMap('kube-proxy', {
      config: `server: https://${MARKERS.endpoint}\nclusterCIDR: ${MARKERS.podSubnet}`,
    }),
    '/registry/configmaps/kube-system/kube-root-ca.crt': configMap('kube-root-ca.crt', {
      'ca.crt': placeholder('certificate', 'pki/ca', 'text'),
    }),
    '/registry/configmaps/kube-system/kubeadm-config': configMap('kubeadm-config'),
    '/registry/configmaps/kube-system/kubelet-config': configMap('kubelet-config'),
    '/registry/namespaces/default': DEFAULT,
    '/registry/persistentvolumes/v': CLAIMED,
    '/registry/secrets/kube-system/bootstrap-token-abcdef': {
      type: 'bootstrap.kubernetes.io/token',
      metadata: { name: 'bootstrap-token-abcdef' },
      data: {},
    },
  },
  identities: {},
  configurations: {
    'one control plane, cgroup v2': { cluster: `clusterName: ${MARKERS.clusterName}`, kubelet: 'v2', files: {} },
    'several control planes, cgroup v1': { cluster: 'several', kubelet: 'v1', files: {} },
  },
};

const node = sampleNode('x-control-plane', '10.89.0.2', { labels: { tier: 'front' }, podCIDRs: ['10.244.0.0/24'] });

const machine = { arch: 'amd64', resources: { cpu: '2', memory: '1024Ki' } };
const authority = { certificate: 'PEM\n', privateKey: '', publicKey: '' };
const moment = { identities: new Map([['pki/ca', authority]]), now: new Date('2026-01-02T03:04:05.678Z'), machine };

/** The fields that the tests look at. */
interface Filled {
  metadata: { uid: string; creationTimestamp: string; labels: Record<string, string> };
  data: Record<string, string>;
  spec: { taints?: unknown; claimRef?: { uid: string } };
  status: unknown;
}

function filled(changes: Partial<SeedInput> = {}): (key: string) => Filled {
  const objects = fillSeed(seed, sampleInput({ nodes: [node], ...changes }), moment);
  return (key) => JSON.parse(objects.get(`/registry/${key}`) ?? 'null');
}

test('names and addresses become the cluster’s', () => {
  const { data } = filled()('configmaps/kube-system/kube-proxy');
  assert.deepEqual(data, { config: 'server: https://x-control-plane:6443\nclusterCIDR: 10.244.0.0/16' });
});

test('times and identifiers are new', () => {
  const one = filled()('namespaces/default').metadata;
  const other = filled()('namespaces/default').metadata;
  assert.equal(one.creationTimestamp, '2026-01-02T03:04:05Z');
  assert.match(one.uid, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.notEqual(one.uid, other.uid);
});

test('objects name each other by their new identifiers', () => {
  const get = filled();
  const { uid } = get('namespaces/default').metadata;
  assert.equal(get('persistentvolumes/v').spec.claimRef?.uid, uid);
  assert.notEqual(get('persistentvolumes/v').metadata.uid, uid);
});

test('the certificate authority is told to pods and to nodes that join', () => {
  const get = filled();
  assert.deepEqual(get('configmaps/kube-system/kube-root-ca.crt').data, { 'ca.crt': 'PEM\n' });
  const { kubeconfig = '' } = get('configmaps/kube-public/cluster-info').data;
  assert.equal(kubeconfig, 'ca: UEVNCg==\nserver: https://x-control-plane:6443\n');
  const { 'jws-kubeconfig-abcdef': signature = '' } = get('configmaps/kube-public/cluster-info').data;
  assert.equal(signature, signClusterInfo(kubeconfig, 'abcdef.0123456789abcdef'));
});

test('the token ends after a day', () => {
  const { expiration = '' } = filled()('secrets/kube-system/bootstrap-token-abcdef').data;
  assert.equal(Buffer.from(expiration, 'base64').toString(), '2026-01-03T03:04:05Z');
});

test('the configurations are those for this kind of cluster', () => {
  assert.deepEqual(filled()('configmaps/kube-system/kubeadm-config').data, { ClusterConfiguration: 'clusterName: x' });
  const several = filled({ tuning: { controlPlanes: 3, cgroupVersion: 1 } });
  assert.deepEqual(several('configmaps/kube-system/kubelet-config').data, { kubelet: 'v1' });
  assert.throws(() => filled({ tuning: { controlPlanes: 1, cgroupVersion: 1 } }), /no configuration for one control/);
});

test('the only node is open to workloads', () => {
  const { metadata, spec } = filled()('minions/x-control-plane');
  assert.deepEqual(metadata.labels, {
    ...labelsOf('x-control-plane'),
    'node-role.kubernetes.io/control-plane': '',
    tier: 'front',
  });
  assert.equal(spec.taints, undefined);
});

test('with others, control planes are closed to workloads and load balancers', () => {
  const worker = sampleNode('x-worker', '10.89.0.3');
  const get = filled({ nodes: [node, worker] });
  const { metadata, spec } = get('minions/x-control-plane');
  assert.ok('node.kubernetes.io/exclude-from-external-load-balancers' in metadata.labels);
  assert.deepEqual(spec, {
    podCIDR: '10.244.0.0/24',
    podCIDRs: ['10.244.0.0/24'],
    providerID: 'kind://podman/x/x-control-plane',
    taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }],
  });
  assert.deepEqual(get('minions/x-worker').metadata.labels, labelsOf('x-worker'));
  assert.deepEqual(get('minions/x-worker').spec.taints, [
    { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
  ]);
});

test('a node has what its kubelet will report: pods that come at once are not refused', () => {
  const resources = { cpu: '2', memory: '1024Ki', pods: '110' };
  assert.deepEqual(filled()('minions/x-control-plane').status, { capacity: resources, allocatable: resources });
});

/** As kubelets set them. */
function labelsOf(name: string): Record<string, string> {
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
  };
}
