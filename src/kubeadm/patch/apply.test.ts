import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../../config/patch/json.js';
import type { PatchJson6902 } from '../../config/v1alpha4.js';
import type { KubeadmDocument } from '../document.js';
import { patchDocuments } from './apply.js';

const KUBELET: KubeadmDocument = { apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration', a: 1 };

const cluster = (api: string, extraArgs: JsonObject[] | JsonObject): KubeadmDocument => ({
  apiVersion: `kubeadm.k8s.io/${api}`,
  kind: 'ClusterConfiguration',
  apiServer: { certSANs: ['localhost', '127.0.0.1'], extraArgs },
});

const V1BETA4 = cluster('v1beta4', [
  { name: 'a', value: '1' },
  { name: 'b', value: '2' },
]);
const V1BETA3 = cluster('v1beta3', { a: '1', b: '2' });

function patch(documents: KubeadmDocument[], merges: string[], operations: PatchJson6902[] = []) {
  return patchDocuments(documents, { kubeadmConfigPatches: merges, kubeadmConfigPatchesJSON6902: operations }, '');
}

function apiServer([document]: readonly KubeadmDocument[]): JsonObject {
  return (document ?? assert.fail('no document')).apiServer as JsonObject;
}

/** The API server's extraArgs after one merge patch. */
function extraArgs(document: KubeadmDocument, text: string) {
  const { documents, unmatched } = patch([document], [text]);
  return { args: apiServer(documents).extraArgs, unmatched };
}

test('without patches nothing changes', () => {
  assert.deepEqual(patch([V1BETA4, KUBELET], []), { documents: [V1BETA4, KUBELET], unmatched: [] });
});

test('a merge patch changes the document of its kind only', () => {
  const { documents } = patch([V1BETA3, KUBELET], ['kind: KubeletConfiguration\na: 2\nb: {c: 3}\n']);
  assert.deepEqual(documents, [V1BETA3, { ...KUBELET, a: 2, b: { c: 3 } }]);
});

test('a patch with an apiVersion matches that one only, without one every one', () => {
  const result = (text: string) => patch([KUBELET], [text]).documents[0]?.a;
  assert.equal(result('apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\na: 2'), 2);
  assert.equal(result('apiVersion: kubelet.config.k8s.io/v1\nkind: KubeletConfiguration\na: 2'), 1);
  assert.equal(result('kind: KubeletConfiguration\na: 2'), 2);
  assert.equal(result('kind: kubeletconfiguration\na: 2'), 1);
});

test('one text holds several patches, and any line that begins with three dashes separates them', () => {
  for (const separator of ['---', '--- # comment', '----']) {
    const text = `kind: KubeletConfiguration\na: 2\n${separator}\nkind: KubeletConfiguration\nb: 3\n---\n`;
    assert.deepEqual(patch([KUBELET], [text]).documents, [{ ...KUBELET, a: 2, b: 3 }], separator);
  }
});

test('JSON 6902 patches come after all merge patches and may be YAML or JSON', () => {
  const operation = (value: string): PatchJson6902 => ({ kind: 'KubeletConfiguration', patch: value });
  const { documents } = patch(
    [KUBELET],
    ['kind: KubeletConfiguration\nl: [1]'],
    [operation('[{"op":"add","path":"/l/-","value":2}]'), operation('- {op: remove, path: /a}'), operation('')],
  );
  assert.deepEqual(documents, [{ apiVersion: KUBELET.apiVersion, kind: KUBELET.kind, l: [1, 2] }]);
});

test('JSON 6902 patches match by group and version as kind does', () => {
  const matches = (target: PatchJson6902) => {
    const operation = { ...target, patch: '[{"op":"replace","path":"/a","value":9}]' };
    return patch([KUBELET], [], [operation]).documents[0]?.a === 9;
  };
  const kind = 'KubeletConfiguration';
  assert.ok(matches({ group: 'kubelet.config.k8s.io', version: 'v1beta1', kind }));
  assert.ok(matches({ kind }));
  assert.ok(matches({ version: 'kubelet.config.k8s.io/v1beta1', kind }));
  assert.ok(!matches({ group: 'kubelet.config.k8s.io', kind }), 'a group without a version never matches');
  assert.ok(!matches({ version: 'v1beta1', kind }));
  assert.ok(!matches({ group: 'kubelet.config.k8s.io', version: 'v1beta1', kind: 'Kubelet' }));
});

test('certSANs gain what they lack and keep their order, in every version', () => {
  for (const document of [V1BETA3, V1BETA4]) {
    const sans = (value: string) => {
      const { documents } = patch([document], [`kind: ClusterConfiguration\napiServer: {certSANs: ${value}}`]);
      return apiServer(documents).certSANs;
    };
    assert.deepEqual(sans('[foo, localhost, foo]'), ['localhost', '127.0.0.1', 'foo']);
    assert.deepEqual(sans('null'), ['localhost', '127.0.0.1']);
    assert.deepEqual(sans('[]'), ['localhost', '127.0.0.1']);
  }
});

test('in v1beta4 extraArgs merge by name: update, append, delete', () => {
  const patched = (list: string) =>
    extraArgs(
      V1BETA4,
      `apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer: {extraArgs: ${list}}`,
    ).args;
  const [a, b] = [
    { name: 'a', value: '1' },
    { name: 'b', value: '2' },
  ];
  assert.deepEqual(patched('[{name: b, value: "9"}, {name: c, value: "3"}]'), [
    a,
    { name: 'b', value: '9' },
    { name: 'c', value: '3' },
  ]);
  assert.deepEqual(patched('[{name: a, value: null}, {name: z}]'), [b]);
  assert.deepEqual(patched('[{name: a}, {name: b}]'), []);
  assert.deepEqual(patched('[{name: v, value: 5}]'), [a, b, { name: 'v', value: '5' }]);
  assert.deepEqual(patched('null'), [a, b]);
  assert.deepEqual(patched('[foo, {value: x}, null]'), [a, b]);
});

test('in v1beta4 the map form counts in patches without an apiVersion, and is ignored with one', () => {
  const { args } = extraArgs(V1BETA4, 'kind: ClusterConfiguration\napiServer: {extraArgs: {b: "9", c: 3, a: null}}');
  assert.deepEqual(args, [
    { name: 'b', value: '9' },
    { name: 'c', value: '3' },
  ]);
  const versioned = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer: {extraArgs: {a: "9"}}';
  assert.deepEqual(extraArgs(V1BETA4, versioned), {
    args: (V1BETA4.apiServer as JsonObject).extraArgs,
    unmatched: [
      'kubeadmConfigPatches[0]: in kubeadm.k8s.io/v1beta4 apiServer.extraArgs is a list of name and value, not a map',
    ],
  });
});

test('in v1beta4 extraArgs are made where there were none, those of the kubelet too', () => {
  const text =
    'kind: ClusterConfiguration\netcd: {local: {extraArgs: {q: "1", p: "2"}}}\nx: {kubeletExtraArgs: {v: "4"}}';
  const document = patch([V1BETA4], [text]).documents[0];
  assert.deepEqual(document?.etcd, {
    local: {
      extraArgs: [
        { name: 'p', value: '2' },
        { name: 'q', value: '1' },
      ],
    },
  });
  assert.deepEqual(document?.x, { kubeletExtraArgs: [{ name: 'v', value: '4' }] });
});

test('in v1beta3 extraArgs are a map like any other', () => {
  const text =
    'apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\napiServer: {extraArgs: {a: null, c: "3"}}';
  assert.deepEqual(extraArgs(V1BETA3, text), { args: { b: '2', c: '3' }, unmatched: [] });
});

test('patches that match nothing are reported with the reason', () => {
  const { documents, unmatched } = patch(
    [KUBELET],
    ['kind: KubeProxyConfiguration', 'a: 2', '# nothing\n', 'kind: KubeletConfiguration\napiVersion: foo/v1'],
    [{ group: 'g', version: 'v1', kind: 'ClusterConfiguration', patch: '[]' }],
  );
  assert.deepEqual(documents, [KUBELET]);
  assert.deepEqual(unmatched, [
    'kubeadmConfigPatches[0]: there is no KubeProxyConfiguration here',
    'kubeadmConfigPatches[1]: it names no kind',
    'kubeadmConfigPatches[3]: it is for foo/v1, but KubeletConfiguration is kubelet.config.k8s.io/v1beta1',
    'kubeadmConfigPatchesJSON6902[0]: there is no ClusterConfiguration here',
  ]);
});

test('a patch for another version is not reported next to one for this version', () => {
  const forVersion = (version: string) =>
    `apiVersion: kubeadm.k8s.io/${version}\nkind: ClusterConfiguration\nx: ${version}`;
  const { documents, unmatched } = patch([V1BETA4], [forVersion('v1beta3'), forVersion('v1beta4')]);
  assert.equal(documents[0]?.x, 'v1beta4');
  assert.deepEqual(unmatched, []);
});

test('patches that cannot be parsed or applied are named', () => {
  const fails = (merges: string[], operations: PatchJson6902[], message: RegExp | string) =>
    assert.throws(() => patch([KUBELET], merges, operations), { code: 'CONFIG_INVALID', message });
  fails(['a: 1', 'b: ['], [], /^failed to parse patches: kubeadmConfigPatches\[1\]: /);
  fails(['[]'], [], 'failed to parse patches: kubeadmConfigPatches[0]: a patch must be a mapping');
  const operation = (text: string) => [{ kind: 'KubeletConfiguration', patch: text }];
  fails(
    [],
    operation('foo'),
    'failed to parse JSON 6902 patches: kubeadmConfigPatchesJSON6902[0]: a JSON 6902 patch must be a list of operations',
  );
  fails(
    [],
    operation('[{"op":"remove","path":"/nope"}]'),
    'failed to apply JSON 6902 patch: kubeadmConfigPatchesJSON6902[0]: remove /nope: the document has no /nope',
  );
  fails(
    [],
    operation('[{"op":"replace","path":"","value":[]}]'),
    'failed to apply patch: nothing is left of KubeletConfiguration with a kind and an apiVersion',
  );
});

test('patching with merges twice is patching once', () => {
  const value = fc.constantFrom('null', '"x"', '[{name: a, value: "5"}, {name: b}]', '{a: null, c: "1"}', '[foo, bar]');
  const key = fc.constantFrom('extraArgs', 'kubeletExtraArgs', 'certSANs', 'other');
  const text = fc
    .uniqueArray(fc.tuple(key, value), { selector: ([name]) => name })
    .map(
      (pairs) =>
        `kind: ClusterConfiguration\napiServer: {${pairs.map(([name, item]) => `${name}: ${item}`).join(', ')}}`,
    );
  fc.assert(
    fc.property(fc.constantFrom(V1BETA3, V1BETA4), text, (document, merge) => {
      const once = patch([document], [merge]).documents;
      assert.deepEqual(patch(once, [merge]).documents, once);
    }),
  );
});
