import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { stringify } from 'yaml';
import { decodeCluster } from './decode.js';
import { configSchema } from './json-schema.js';
import { validate } from './validate.js';

const TYPE = { kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4' };
const fits = new Ajv2020({ strict: true, strictTypes: false }).compile(configSchema());

/** Whether create would take it. */
function isValid(config: object): boolean {
  try {
    validate(decodeCluster(stringify(config), 'f'));
    return true;
  } catch {
    return false;
  }
}

test('the schema in the repository is up to date', () => {
  const file = new URL('../../../schema/kind.x-k8s.io-v1alpha4.json', import.meta.url);
  const update = 'kind config schema > schema/kind.x-k8s.io-v1alpha4.json';
  assert.equal(readFileSync(file, 'utf8'), `${JSON.stringify(configSchema(), undefined, 2)}\n`, `run: ${update}`);
});

test('what create takes fits the schema', () => {
  const examples = [
    {},
    { name: 'a.b-c', nodes: [] },
    { nodes: [{ role: 'control-plane' }, { role: 'worker', image: 'a:b', labels: { tier: 'x' } }] },
    { nodes: [{ extraPortMappings: [{ containerPort: 80, hostPort: -1, listenAddress: '::1', protocol: 'udp' }] }] },
    { nodes: [{ extraMounts: [{ hostPath: '.', containerPath: '/x', readOnly: true, propagation: 'None' }] }] },
    { networking: { ipFamily: 'dual', kubeProxyMode: 'none', dnsSearch: [], apiServerPort: 6443 } },
    { featureGates: { A: true }, runtimeConfig: { 'api/all': 'true' }, containerdConfigPatches: ['a = 1'] },
    { kubeadmConfigPatches: ['kind: A'], kubeadmConfigPatchesJSON6902: [{ kind: 'A', patch: '[]' }] },
  ];
  for (const example of examples) {
    const config = { ...TYPE, ...example };
    assert.ok(isValid(config), JSON.stringify(config));
    assert.ok(fits(config), JSON.stringify([config, fits.errors]));
  }
});

test('what create refuses does not fit the schema', () => {
  const examples = [
    { kind: 'Config' },
    { name: 'Not_Good' },
    { nodez: [] },
    { nodes: {} },
    { nodes: [{ role: 'master' }] },
    { nodes: [{ labels: { a: { b: 'c' } } }] },
    { nodes: [{ extraPortMappings: [{ hostPort: 65536 }] }] },
    { nodes: [{ extraPortMappings: [{ protocol: 'ICMP' }] }] },
    { nodes: [{ extraMounts: [{ propagation: 'shared' }] }] },
    { nodes: [{ extraMounts: [{ readonly: true }] }] },
    { networking: { ipFamily: 'ipv5' } },
    { networking: { apiServerPort: 'many' } },
    { networking: { kubeProxyMode: 'ebpf' } },
    { featureGates: { A: 'maybe' } },
    { kubeadmConfigPatchesJSON6902: [{ kind: 'A', name: 'config', patch: '[]' }] },
  ];
  for (const example of examples) {
    const config = { ...TYPE, ...example };
    assert.ok(!isValid(config), JSON.stringify(config));
    assert.ok(!fits(config), JSON.stringify(config));
  }
});

test('kind and apiVersion are required, and those of this format', () => {
  assert.ok(fits(TYPE));
  assert.ok(!fits({ ...TYPE, apiVersion: 'kind.sigs.k8s.io/v1alpha3' }));
  assert.ok(!fits({ kind: TYPE.kind }));
  assert.ok(!fits({ apiVersion: TYPE.apiVersion }));
});
