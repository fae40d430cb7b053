import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MARKERS } from './markers.js';
import { fillNodeFiles } from './node-files.js';
import { placeholder } from './placeholders.js';
import type { SeedFile } from './seed.js';
import { sampleInput } from './testing/sample-input.js';

const kubeconfig = `server: https://${MARKERS.endpoint}
client-certificate-data: ${placeholder('certificate', 'admin', 'base64')}
client-key-data: ${placeholder('privateKey', 'admin', 'base64')}
`;
const files = {
  '/etc/kubernetes': { mode: 0o755 },
  '/etc/kubernetes/admin.conf': { mode: 0o600, text: kubeconfig },
  '/etc/kubernetes/sa.pub': { mode: 0o644, text: placeholder('publicKey', 'sa', 'text') },
};
const seed: SeedFile = {
  format: 2,
  objects: {},
  identities: {},
  configurations: { 'one control plane, cgroup v2': { cluster: '', kubelet: '', files } },
};
const identities = new Map([
  ['admin', { certificate: 'C\n', privateKey: 'K\n', publicKey: 'P\n' }],
  ['sa', { privateKey: 'SK\n', publicKey: `${MARKERS.clusterName}\n` }],
]);

test('files have the cluster’s names, keys and certificates', () => {
  const filled = fillNodeFiles(seed, sampleInput(), identities);
  assert.deepEqual(
    [...filled],
    [
      ['/etc/kubernetes', { mode: 0o755 }],
      [
        '/etc/kubernetes/admin.conf',
        {
          mode: 0o600,
          text: 'server: https://x-control-plane:6443\nclient-certificate-data: Qwo=\nclient-key-data: Swo=\n',
        },
      ],
      // What looks like a marker within a key is none.
      ['/etc/kubernetes/sa.pub', { mode: 0o644, text: `${MARKERS.clusterName}\n` }],
    ],
  );
});

test('a seed without such a cluster is an error', () => {
  const tuning = { controlPlanes: 1, cgroupVersion: 1 } as const;
  assert.throws(
    () => fillNodeFiles(seed, sampleInput({ tuning }), identities),
    /no configuration for one control plane, cgroup v1/,
  );
});
