import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { renderKubeadmConfig } from './render.js';
import { inputFor } from './testing.js';

const V1BETA4 = 'apiVersion: kubeadm.k8s.io/v1beta4\n';

test('the text holds the documents, with sorted keys and without the generated name', () => {
  const { text, documents, unmatched } = renderKubeadmConfig(inputFor({ networking: { ipFamily: 'dual' } }));
  assert.deepEqual(
    parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS()),
    documents,
  );
  assert.ok(!text.includes('metadata'));
  assert.deepEqual(unmatched, []);
  for (const document of text.split('---\n')) {
    const keys = [...document.matchAll(/^\w+(?=:)/gm)].map(([key]) => key);
    assert.deepEqual(keys, keys.toSorted());
  }
});

test('strings that YAML takes for something else are quoted', () => {
  const cluster = { networking: { ipFamily: 'ipv6' as const }, nodes: [{ labels: { on: 'yes' } }] };
  const patch = `kind: KubeletConfiguration\nx: ["yes", "010", "1e3", "0o17", "~", "2001-01-01", "::", "a: b", 1.0]`;
  const { text, documents } = renderKubeadmConfig(inputFor({ ...cluster, kubeadmConfigPatches: [patch] }));
  for (const version of ['1.1', '1.2'] as const) {
    assert.deepEqual(
      parseAllDocuments(text, { version }).map((document) => document.toJS()),
      documents,
    );
  }
});

test("the cluster's patches come first, then those of the node, on that node only", () => {
  const set = (value: string) => `kind: ClusterConfiguration\nclusterName: ${value}\napiServer: {certSANs: [${value}]}`;
  const cluster = {
    nodes: [{ kubeadmConfigPatches: [set('node')] }, { role: 'worker' as const }],
    kubeadmConfigPatches: [set('cluster')],
  };
  const render = (nodeIndex: number) => {
    const [document] = renderKubeadmConfig(inputFor(cluster, { nodeIndex })).documents;
    return document ?? assert.fail('no document');
  };
  assert.equal(render(0).clusterName, 'node');
  assert.deepEqual((render(0).apiServer as { certSANs: unknown }).certSANs, [
    'localhost',
    '127.0.0.1',
    'cluster',
    'node',
  ]);
  assert.equal(render(1).clusterName, 'cluster');
});

test("metadata of the user's stays", () => {
  const render = (metadata: string) =>
    renderKubeadmConfig(inputFor({ kubeadmConfigPatches: [`kind: ClusterConfiguration\nmetadata: ${metadata}`] }))
      .documents[0]?.metadata;
  assert.deepEqual(render('{name: other}'), { name: 'other' });
  assert.deepEqual(render('{labels: {a: b}}'), { labels: { a: 'b' } });
  assert.equal(render('{name: config}'), undefined);
  assert.equal(render('null'), undefined);
});

test('patches that change nothing are named with where they stand', () => {
  const cluster = {
    networking: { kubeProxyMode: 'none' as const },
    nodes: [{}, { role: 'worker' as const, kubeadmConfigPatches: [`${V1BETA4}kind: Foo`] }],
    kubeadmConfigPatches: ['kind: KubeProxyConfiguration'],
  };
  assert.deepEqual(renderKubeadmConfig(inputFor(cluster, { nodeIndex: 1 })).unmatched, [
    'kubeadmConfigPatches[0]: there is no KubeProxyConfiguration here',
    'nodes[1].kubeadmConfigPatches[0]: there is no Foo here',
  ]);
});

test('what fails says what could not be done', () => {
  assert.throws(() => renderKubeadmConfig(inputFor({ nodes: [{ kubeadmConfigPatches: ['- 1'] }] })), {
    code: 'CONFIG_INVALID',
    message:
      'failed to generate kubeadm config content: failed to parse patches: nodes[0].kubeadmConfigPatches[0]: a patch must be a mapping',
  });
  assert.throws(() => renderKubeadmConfig(inputFor({}, { kubernetesVersion: '' })), {
    code: 'NODE_FAILED',
    message:
      'failed to generate kubeadm config content: failed to parse kubernetes version "": could not parse "" as version',
  });
});
