import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { plainlyRead } from '../yaml/quoted-strings.js';
import { valuesOf } from './decode/schema.arbitrary.js';
import { decodeCluster, decodeConfig } from './decode.js';
import { annotatedYaml } from './migrate/annotated.js';
import { migrateConfig } from './migrate.js';
import { v1alpha1 } from './versions/v1alpha1.js';
import { v1alpha3 } from './versions/v1alpha3.js';
import { v1alpha4 } from './versions/v1alpha4.js';

const migrate = (text: string) => migrateConfig({ text, source: 'old.yaml' });

test('v1alpha1 loses its hooks, and a comment says so', () => {
  const { text } = migrate(`kind: Config
apiVersion: kind.sigs.k8s.io/v1alpha1
image: a
ControlPlane:
  nodeLifecycle: {preBoot: [{name: x, command: [ls]}]}
`);
  assert.equal(
    text,
    `# Migrated from kind.sigs.k8s.io/v1alpha1
# left out (line 5): ControlPlane.nodeLifecycle: lifecycle hooks no longer run

kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
- role: control-plane
  image: a
`,
  );
});

test('v1alpha2 is written out, with comments where something was left out or added', () => {
  const { text, losesComments } = migrate(`kind: Config # old
apiVersion: kind.sigs.k8s.io/v1alpha2
nodes:
- role: control-plane
  replicas: 2
  kubeadmConfigPatches:
  - |
    apiVersion: kubeadm.k8s.io/v1beta1
    kind: ClusterConfiguration
- role: external-load-balancer
- {role: worker, kubeadmConfigPatches: [a]}
- {role: worker, replicas: 0}
`);
  assert.equal(
    text,
    `# Migrated from kind.sigs.k8s.io/v1alpha2

kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
# left out: external-load-balancer, made by itself for several control-plane nodes
# left out: worker with replicas: 0
nodes:
- role: control-plane
- role: control-plane
# left out: kubeadm patches; only those of the first control-plane node had an effect
- role: worker
networking:
  # as in v1alpha2; without this line, only this machine reaches the API server
  apiServerAddress: 0.0.0.0
kubeadmConfigPatches:
# was for kubeadm.k8s.io/v1beta1, is for any version
- |
  kind: ClusterConfiguration
`,
  );
  assert.equal(losesComments, true);
});

test('v1alpha3 gets the new spelling', () => {
  const { text, losesComments } = migrate(`kind: Cluster
apiVersion: kind.sigs.k8s.io/v1alpha3
kubeadmConfigPatchesJson6902:
- {group: kubeadm.k8s.io, version: v1beta3, kind: K, name: config, patch: "[]"}
- {group: kubeadm.k8s.io, version: v1beta2, kind: K, name: mine, patch: "[]"}
`);
  assert.equal(
    text,
    `# Migrated from kind.sigs.k8s.io/v1alpha3

kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
kubeadmConfigPatchesJSON6902:
- group: kubeadm.k8s.io
  version: v1beta3
  kind: K
  patch: "[]"
# was for kubeadm.k8s.io/v1beta2, is for any version
# left out: name and namespace; kind, group and version tell which document to patch
- kind: K
  patch: "[]"
`,
  );
  assert.equal(losesComments, false);
});

test('a current configuration stays as it is, letter for letter', () => {
  const text = 'apiVersion:   kind.x-k8s.io/v1alpha4 # mine\nkind: "Cluster"\n';
  assert.deepEqual(migrate(text), { text, from: 'kind.x-k8s.io/v1alpha4', losesComments: false });
});

test('what would not be valid is refused', () => {
  const head = 'kind: Config\napiVersion: kind.sigs.k8s.io/v1alpha2\n';
  assert.throws(() => migrate(`${head}nodes: [{}, {role: external-etcd}]`), {
    message: 'invalid configuration for node 1: "external-etcd" is not a valid node role',
  });
  assert.throws(() => migrate(`${head}nodez: []`), { message: /old\.yaml:3:1: unknown field "nodez"/ });
});

test('whatever an old text says, the new text says the same', () => {
  for (const { schema, kind, apiVersion } of [v1alpha1, v1alpha3]) {
    fc.assert(
      fc.property(valuesOf(schema), (value) => {
        const { cluster, notes } = decodeConfig(
          stringify({ ...(value as object), kind, apiVersion }, plainlyRead),
          'old',
        );
        assert.deepEqual(decodeCluster(annotatedYaml(cluster, notes), 'new'), cluster);
      }),
    );
  }
  const current = valuesOf(v1alpha4).map((value) => ({
    ...(value as object),
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
  }));
  fc.assert(
    fc.property(current, (value) => {
      const { cluster } = decodeConfig(JSON.stringify(value), 'old');
      assert.deepEqual(decodeCluster(annotatedYaml(cluster, []), 'new'), cluster);
    }),
  );
});
