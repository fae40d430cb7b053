import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeCluster } from './decode.js';
import { DEFAULT_NODE_IMAGE } from './defaults.js';
import { validate } from './validate.js';

const HEAD = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n';
const TYPE = { kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4' };

const decode = (text: string) => decodeCluster(text, 'kind.yaml');

function refuses(text: string, message: string | RegExp): void {
  assert.throws(() => decode(text), { name: 'KindlingError', code: 'CONFIG_INVALID', message });
}

test('a minimal configuration is one control-plane node', () => {
  assert.deepEqual(decode(HEAD), TYPE);
  assert.deepEqual(
    validate(decode(HEAD)).nodes.map(({ name, image }) => [name, image]),
    [['kind-control-plane', DEFAULT_NODE_IMAGE]],
  );
});

test('nodes are decoded in their order', () => {
  const text = `# two nodes\n${HEAD}nodes:\n- role: control-plane\n- role: worker`;
  assert.deepEqual(decode(text).nodes, [{ role: 'control-plane' }, { role: 'worker' }]);
});

test('a highly available cluster is valid', () => {
  const roles = ['control-plane', 'control-plane', 'control-plane', 'worker', 'worker', 'worker'];
  const cluster = validate(decode(`${HEAD}nodes:\n${roles.map((role) => `- role: ${role}\n`).join('')}`));
  assert.deepEqual(
    cluster.nodes.map(({ role }) => role),
    roles,
  );
});

test('many fields at once are decoded with their types', () => {
  const text = `${HEAD}name: not-default
featureGates:
  AllBeta: false
runtimeConfig: {"api/all": "false"}
networking:
  ipFamily: ipv6
  apiServerPort: 7443
  dnsSearch: []
nodes:
- role: worker
  image: foo:bar@sha256:0000
  labels: {tier: frontend}
  extraMounts:
  - {containerPath: /foo, hostPath: /bar, readOnly: true, selinuxRelabel: false, propagation: Bidirectional}
  extraPortMappings:
  - containerPort: 8080
    hostPort: 8080
    listenAddress: 127.0.0.1
    protocol: udp
`;
  assert.deepEqual(decode(text), {
    ...TYPE,
    name: 'not-default',
    featureGates: { AllBeta: false },
    runtimeConfig: { 'api/all': 'false' },
    networking: { ipFamily: 'ipv6', apiServerPort: 7443, dnsSearch: [] },
    nodes: [
      {
        role: 'worker',
        image: 'foo:bar@sha256:0000',
        labels: { tier: 'frontend' },
        extraMounts: [
          {
            containerPath: '/foo',
            hostPath: '/bar',
            readOnly: true,
            selinuxRelabel: false,
            propagation: 'Bidirectional',
          },
        ],
        extraPortMappings: [{ containerPort: 8080, hostPort: 8080, listenAddress: '127.0.0.1', protocol: 'UDP' }],
      },
    ],
  });
});

test('patches of the cluster and of nodes are kept as text', () => {
  const text = `${HEAD}kubeadmConfigPatches:
- |
  kind: ClusterConfiguration
  networking: {dnsDomain: foo}
kubeadmConfigPatchesJSON6902:
- {group: kubeadm.k8s.io, version: v1beta4, kind: ClusterConfiguration, patch: "- {op: remove, path: /x}"}
containerdConfigPatches:
- |-
  [debug]
containerdConfigPatchesJSON6902: ['[]']
nodes:
- role: control-plane
- role: worker
  kubeadmConfigPatches: ["kind: JoinConfiguration"]
`;
  const cluster = decode(text);
  assert.deepEqual(cluster.kubeadmConfigPatches, ['kind: ClusterConfiguration\nnetworking: {dnsDomain: foo}\n']);
  assert.deepEqual(cluster.kubeadmConfigPatchesJSON6902, [
    { group: 'kubeadm.k8s.io', version: 'v1beta4', kind: 'ClusterConfiguration', patch: '- {op: remove, path: /x}' },
  ]);
  assert.deepEqual(cluster.containerdConfigPatches, ['[debug]']);
  assert.deepEqual(cluster.containerdConfigPatchesJSON6902, ['[]']);
  assert.deepEqual(cluster.nodes?.[1]?.kubeadmConfigPatches, ['kind: JoinConfiguration']);
});

test('JSON is YAML', () => {
  assert.deepEqual(decode(JSON.stringify({ ...TYPE, name: 'a' })), { ...TYPE, name: 'a' });
});

test('only the first document counts, whatever follows', () => {
  assert.deepEqual(decode(`---\n${HEAD}---\nfoo: bar\n`), TYPE);
  assert.deepEqual(decode(`${HEAD}---\n}{`), TYPE);
  assert.deepEqual(decode(`${HEAD}...\n: : garbage {`), TYPE);
  assert.deepEqual(decode(`${HEAD}...\n]`), TYPE);
});

test('a stray bracket does not hide what follows it', () => {
  refuses(`${HEAD}]name: a\n`, /^could not determine kind \/ apiVersion for config: kind\.yaml:3:1: Unexpected /);
  refuses(`]\n${HEAD}`, /kind\.yaml:1:1: Unexpected /);
  refuses(`${HEAD}nodes: [{}\n---\nx: 1\n`, /^could not determine kind .* Flow sequence/);
  refuses(`${HEAD}name: "a\n---\nb"\n`, /^could not determine kind .* Missing closing/);
});

test('line ends of Windows and a byte order mark do no harm', () => {
  assert.deepEqual(decode(`\ufeff${HEAD.replaceAll('\n', '\r\n')}name: a\r\n`), { ...TYPE, name: 'a' });
});

test('text without a type has none', () => {
  for (const text of ['', '# nothing\n', '---\n', 'null', '~', 'kind: Cluster']) refuses(text, 'unknown apiVersion: ');
});

test('a type that is not known is named', () => {
  refuses('kind: Node\napiVersion: not-valid', 'unknown apiVersion: not-valid');
  refuses(
    'kind: not-valid\napiVersion: kind.x-k8s.io/v1alpha4',
    'unknown kind not-valid for apiVersion: kind.x-k8s.io/v1alpha4',
  );
  refuses('apiVersion: kind.x-k8s.io/v1alpha4', 'unknown kind  for apiVersion: kind.x-k8s.io/v1alpha4');
});

test('text that is not YAML is refused with the place', () => {
  const context = 'could not determine kind / apiVersion for config';
  refuses('# broken\n":', /^could not determine kind \/ apiVersion for config: kind\.yaml:2:\d+: /);
  refuses(`${HEAD}\tname: a`, /^could not determine kind \/ apiVersion for config: kind\.yaml:3:1: /);
  refuses('- a', `${context}: kind.yaml:1:1: expected a mapping, found a list`);
  refuses('kind: [a]\napiVersion: b', `${context}: kind.yaml:1:7: expected a string, found a list`);
  refuses(`${HEAD}nodes: [*foo]`, `${context}: kind.yaml:3:9: unknown anchor 'foo' referenced`);
});

test('a key given twice is refused at any depth', () => {
  refuses(
    `${HEAD}name: a\nname: b`,
    'could not determine kind / apiVersion for config: kind.yaml:4:1: key "name" is already set on line 3',
  );
  refuses(
    `${HEAD}nodes:\n- role: worker\n  role: worker`,
    'unable to decode config: kind.yaml:5:3: key "role" is already set on line 4',
  );
  refuses(
    `${HEAD}runtimeConfig: {a: 1, a: 2}`,
    'unable to decode config: kind.yaml:3:23: key "a" is already set on line 3',
  );
});

test('an unknown field is refused where it stands, with a guess what was meant', () => {
  const context = 'unable to decode config: kind.yaml';
  refuses(`${HEAD}Name: a`, `${context}:3:1: unknown field "Name" in Cluster; did you mean "name"?`);
  refuses(
    `${HEAD}nodes:\n- extraPortMappings:\n  - containerPort: 80\n    nOtAReaLFielD: bar`,
    `${context}:6:5: unknown field "nOtAReaLFielD" in PortMapping`,
  );
  refuses(
    `${HEAD}nodes:\n- extraPortMappings:\n  - containerPort: 80\n  - role: worker`,
    `${context}:6:5: unknown field "role" in PortMapping`,
  );
  refuses(
    `${HEAD}kubeadmConfigPatchesJSON6902: [{name: config}]`,
    `${context}:3:33: unknown field "name" in PatchJSON6902`,
  );
  refuses(
    `${HEAD}kubeadmConfigPatchesJson6902: []`,
    `${context}:3:1: unknown field "kubeadmConfigPatchesJson6902" in Cluster; did you mean "kubeadmConfigPatchesJSON6902"?`,
  );
});

test('several problems are reported together, in the order of the text', () => {
  refuses(
    `${HEAD}foo: 1\nnodes:\n- {role: [a], image: {b: c}}\nnetworking: []`,
    `unable to decode config:
  kind.yaml:3:1: unknown field "foo" in Cluster
  kind.yaml:5:10: expected a string, found a list
  kind.yaml:5:22: expected a string, found a mapping
  kind.yaml:6:13: expected a mapping (Networking), found a list`,
  );
});

test('anchors, aliases and merge keys work', () => {
  const text = `${HEAD}nodes:\n- &a {role: worker, image: x}\n- *a\n- <<: *a\n  image: y\n- <<: [{image: z}, *a]\n`;
  assert.deepEqual(decode(text).nodes, [
    { role: 'worker', image: 'x' },
    { role: 'worker', image: 'x' },
    { image: 'y', role: 'worker' },
    { image: 'z', role: 'worker' },
  ]);
  refuses(`${HEAD}nodes: [<<: 1]`, /kind\.yaml:3:\d+: << must be a mapping or a list of them, not a single value$/);
});

test('lines may end in any way', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    assert.equal(decode(`${HEAD}name: a\nnodes: []\n`.replaceAll('\n', end)).name, 'a');
    refuses(`${HEAD}nodez: []\n`.replaceAll('\n', end), /kind\.yaml:3:1: unknown field/);
  }
});

test('aliases that nobody can follow are refused', () => {
  refuses(`${HEAD}nodes: &a [*a]`, /kind.yaml:3:12: alias 'a' stands for something that it is in$/);
  refuses(
    `${HEAD}networking: &a {<<: *a, ipFamily: dual}`,
    /kind.yaml:3:21: alias 'a' stands for something that it is in$/,
  );
  const mounts = `&m {hostPath: a}${', *m'.repeat(1000)}`;
  const nodes = `&n {extraMounts: [${mounts}]}${', *n'.repeat(1000)}`;
  refuses(`${HEAD}nodes: [${nodes}]`, /aliases stand for more than 100000 values$/);
});

test('null and absent fields are the same, but an empty list is not absent', () => {
  assert.deepEqual(decode(`${HEAD}name: ~\nnodes:\nnetworking: {dnsSearch: }`), { ...TYPE, networking: {} });
  assert.deepEqual(decode(`${HEAD}networking: {dnsSearch: []}`).networking, { dnsSearch: [] });
  assert.deepEqual(decode(`${HEAD}nodes: [null, {}]\nfeatureGates: {a: }\nruntimeConfig: {b: }`), {
    ...TYPE,
    nodes: [{}],
    featureGates: { a: false },
    runtimeConfig: { b: '' },
  });
});
