import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCluster } from '../decode.js';
import { validate } from '../validate.js';

const CURRENT = { kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4' };
const decode = (version: string, kind: string, body = '') =>
  decodeCluster(`kind: ${kind}\napiVersion: kind.sigs.k8s.io/${version}\n${body}`, 'f');

test("v1alpha3 becomes the current format, with the patches' new spelling", () => {
  const body = `nodes:
- role: control-plane
  image: a
  extraMounts: [{hostPath: /a, containerPath: /b}]
  extraPortMappings: [{hostPort: 1, containerPort: 2}]
networking: {apiServerAddress: 0.0.0.0, podSubnet: 10.0.0.0/8, disableDefaultCNI: true}
kubeadmConfigPatches: ["kind: ClusterConfiguration"]
kubeadmConfigPatchesJson6902:
- {group: g, version: v, kind: k, name: config, namespace: "", patch: "[]"}
`;
  assert.deepEqual(decode('v1alpha3', 'Cluster', body), {
    ...CURRENT,
    nodes: [
      {
        role: 'control-plane',
        image: 'a',
        extraMounts: [{ hostPath: '/a', containerPath: '/b' }],
        extraPortMappings: [{ hostPort: 1, containerPort: 2 }],
      },
    ],
    networking: { apiServerAddress: '0.0.0.0', podSubnet: '10.0.0.0/8', disableDefaultCNI: true },
    kubeadmConfigPatches: ['kind: ClusterConfiguration'],
    kubeadmConfigPatchesJSON6902: [{ group: 'g', version: 'v', kind: 'k', patch: '[]' }],
  });
});

test('v1alpha2 replicas are bounded altogether', () => {
  const groups = Array.from({ length: 11 }, () => '{replicas: 1000}').join();
  assert.throws(() => decode('v1alpha2', 'Config', `nodes: [${groups}]`), {
    code: 'CONFIG_INVALID',
    message: 'unable to decode config: there are more than 10000 nodes in it',
  });
});

test('v1alpha2 replicas become nodes, and load balancers are implied', () => {
  const body = `nodes:
- role: external-load-balancer
- {role: worker, replicas: 2, image: w}
- {role: control-plane, replicas: 3}
- {role: worker, replicas: 0}
`;
  const cluster = decode('v1alpha2', 'Config', body);
  assert.deepEqual(cluster.networking, { apiServerAddress: '0.0.0.0' });
  assert.deepEqual(
    validate(cluster).nodes.map(({ name }) => name),
    ['kind-worker', 'kind-worker2', 'kind-control-plane', 'kind-control-plane2', 'kind-control-plane3'],
  );
});

test('of v1alpha2 patches only those of the first control-plane node count, for the cluster', () => {
  const body = `nodes:
- {role: worker, kubeadmConfigPatches: ["kind: A"]}
- {role: control-plane, replicas: 0, kubeadmConfigPatches: ["kind: B"]}
- {kubeadmConfigPatches: ["kind: C"], kubeadmConfigPatchesJson6902: [{kind: D, name: config, patch: "[]"}]}
- {role: control-plane, kubeadmConfigPatches: ["kind: E"]}
`;
  const cluster = decode('v1alpha2', 'Config', body);
  assert.deepEqual(cluster.kubeadmConfigPatches, ['kind: C']);
  assert.deepEqual(cluster.kubeadmConfigPatchesJSON6902, [{ kind: 'D', patch: '[]' }]);
  assert.ok(cluster.nodes?.every((node) => node.kubeadmConfigPatches === undefined));
});

test('v1alpha2 refuses what cannot be', () => {
  assert.throws(() => decode('v1alpha2', 'Config', 'nodes: [{replicas: -1}]'), {
    message: 'unable to decode config: f:3:20: -1 is not between 0 and 1000',
  });
  assert.throws(() => validate(decode('v1alpha2', 'Config', 'nodes: [{}, {role: external-etcd}]')), {
    message: 'invalid configuration for node 1: "external-etcd" is not a valid node role',
  });
});

test('v1alpha1 is one control-plane node; its hooks are gone', () => {
  assert.deepEqual(decode('v1alpha1', 'Config', 'image: a\nkubeadmConfigPatches: ["kind: A"]'), {
    ...CURRENT,
    nodes: [{ role: 'control-plane', image: 'a' }],
    kubeadmConfigPatches: ['kind: A'],
  });
  assert.throws(() => decode('v1alpha1', 'Config', 'ControlPlane: {nodeLifecycle: {}}'), {
    message: 'unable to decode config: f:3:15: ControlPlane.nodeLifecycle: lifecycle hooks no longer run',
    hint: '"kind config migrate f" writes it in the current format, without that',
  });
});

test('each version has its own kind and its own fields', () => {
  const apiVersion = 'kind.sigs.k8s.io/v1alpha3';
  assert.throws(() => decode('v1alpha3', 'Config'), { message: `unknown kind Config for apiVersion: ${apiVersion}` });
  assert.throws(() => decode('v1alpha3', 'Cluster', 'name: a'), {
    message: 'unable to decode config: f:3:1: unknown field "name" in Cluster',
  });
  assert.throws(() => decode('v1alpha9', 'Cluster'), { message: 'unknown apiVersion: kind.sigs.k8s.io/v1alpha9' });
});
