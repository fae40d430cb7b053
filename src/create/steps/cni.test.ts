import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { renderCniManifest } from './cni.js';

const values = { podSubnet: '10.244.0.0/16', endpoint: 'kind-control-plane:6443' };

test('a manifest without the phrases stays as it is', () => {
  const manifest = 'kind: X\nvalue: "{{ .PodSubnet }}"\n';
  assert.equal(renderCniManifest(manifest, values), manifest);
});

test('a template gets the pod subnet', () => {
  const manifest = '# would you kindly template this file\nvalue: "{{ .PodSubnet }}"\nother: {{.PodSubnet}}\n';
  assert.match(renderCniManifest(manifest, values), /value: "10.244.0.0\/16"\nother: 10.244.0.0\/16/);
});

test('a template that asks for something else is refused by name', () => {
  const manifest = '# would you kindly template this file\nvalue: "{{ .Nodes }}"\n';
  assert.throws(() => renderCniManifest(manifest, values), /\{\{ \.Nodes \}\} is not known/);
});

test('a manifest to patch gets the endpoint in its DaemonSets only', () => {
  const manifest = `# would you kindly patch this file
apiVersion: v1
kind: ServiceAccount
---
apiVersion: apps/v1
kind: DaemonSet
spec: {template: {spec: {containers: [{name: a, env: [{name: X, value: "1"}]}, {name: b}]}}}
`;
  const [account, daemonSet] = parseAllDocuments(renderCniManifest(manifest, values)).map((d) => d.toJS());
  assert.deepEqual(account, { apiVersion: 'v1', kind: 'ServiceAccount' });
  assert.deepEqual(daemonSet.spec.template.spec.containers, [
    {
      name: 'a',
      env: [
        { name: 'X', value: '1' },
        { name: 'CONTROL_PLANE_ENDPOINT', value: values.endpoint },
      ],
    },
    { name: 'b' },
  ]);
});
