import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { toBeSignedOf } from '../pki/certificate.js';
import { type IdentityTemplate, issueIdentities } from '../pki/identity.js';
import { opensslCertificate } from '../pki/testing/openssl-certificate.js';
import { etcdMembers } from './etcd-members.js';
import type { SeedInput } from './input.js';
import { AUTHORITY_PATH, fillJoinedFiles } from './joined-files.js';
import { MARKERS } from './markers.js';
import { placeholder } from './placeholders.js';
import type { SeedFile } from './seed.js';
import { sampleInput, sampleNode } from './testing/sample-input.js';

const NOW = new Date('2026-03-04T05:06:07.890Z');

function template(subject: string, extensions: readonly string[]): IdentityTemplate {
  const { raw } = new X509Certificate(opensslCertificate(subject, '/CN=kubernetes', extensions).certificate);
  const toBeSigned = toBeSignedOf(raw).toString('base64');
  return { key: { type: 'ec', namedCurve: 'P-256' }, certificate: { toBeSigned, notBefore: -300, notAfter: 600 } };
}

const flags = [`--node-ip=${MARKERS.nodeAddress}`, `--provider-id=${MARKERS.providerID}`, `--l=${MARKERS.nodeLabels}`];
const ETCD = `    - etcd
    - --initial-cluster=${MARKERS.nodeName}=https://${MARKERS.nodeAddress}:2380
    - --name=${MARKERS.nodeName}`;
const text = (content: string) => ({ mode: 0o644, text: content });
const files = {
  '/etc/kubernetes': { mode: 0o755 },
  '/etc/kubernetes/admin.conf': text('the administrator’s'),
  '/etc/kubernetes/kubelet.conf': text('the first control plane’s'),
  '/etc/kubernetes/manifests': { mode: 0o700 },
  '/etc/kubernetes/manifests/etcd.yaml': text(ETCD),
  '/etc/kubernetes/super-admin.conf': text('the first administrator’s'),
  '/etc/kubernetes/pki': { mode: 0o755 },
  '/etc/kubernetes/pki/ca.crt': text(placeholder('certificate', 'pki/ca', 'text')),
  '/etc/kubernetes/pki/ca.key': text(placeholder('privateKey', 'pki/ca', 'text')),
  '/var/lib/etcd': { mode: 0o700 },
  '/var/lib/kubelet': { mode: 0o700 },
  '/var/lib/kubelet/config.yaml': text('kind: KubeletConfiguration'),
  '/var/lib/kubelet/kubeadm-flags.env': text(`ARGS="${flags.join(' ')}"`),
};
const seed: SeedFile = {
  format: 3,
  objects: {},
  identities: {
    'pki/ca': template('/CN=kubernetes', ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign']),
    kubelet: template(`/O=system:nodes/CN=system:node:${MARKERS.nodeName}`, [
      'keyUsage=critical,digitalSignature,keyEncipherment',
      'extendedKeyUsage=clientAuth',
      'basicConstraints=critical,CA:FALSE',
      'authorityKeyIdentifier=keyid',
    ]),
  },
  configurations: { 'one control plane, cgroup v2': { cluster: '', kubelet: '', files } },
};

const controlPlane = sampleNode('x-control-plane', '10.89.0.2');
const worker = sampleNode('x-worker', '10.89.0.3', { labels: { tier: 'front' } });
const input = sampleInput({ nodes: [controlPlane, worker], others: ['x-worker'] });
const identities = issueIdentities(seed.identities, { now: NOW, rename: (name) => name });
const filled = fillJoinedFiles(seed, input, 'x-worker', { identities, now: NOW });

/** Of the kubeconfig: PEM. */
function data(field: string): string {
  const kubeconfig = filled.get('/etc/kubernetes/kubelet.conf')?.text ?? '';
  return Buffer.from(new RegExp(`${field}-data: (\\S+)`).exec(kubeconfig)?.[1] ?? '', 'base64').toString();
}

test('a worker has what its kubelet reads, with its own names, and no key of the cluster’s', () => {
  const found = Object.fromEntries([...filled].map(([path, file]) => [path, file.text ?? file.mode.toString(8)]));
  const { '/etc/kubernetes/kubelet.conf': kubeconfig = '', [AUTHORITY_PATH]: authority, ...others } = found;
  assert.deepEqual(others, {
    '/etc/kubernetes': '755',
    '/etc/kubernetes/pki': '755',
    '/var/lib/kubelet': '700',
    '/var/lib/kubelet/config.yaml': 'kind: KubeletConfiguration',
    '/var/lib/kubelet/kubeadm-flags.env':
      'ARGS="--node-ip=10.89.0.3 --provider-id=kind://podman/x/x-worker --l=tier=front"',
  });
  assert.equal(authority, identities.get('pki/ca')?.certificate);
  assert.equal(data('certificate-authority'), authority);
  assert.match(kubeconfig, /^ {4}server: https:\/\/x-control-plane:6443$/m);
  assert.equal(filled.get('/etc/kubernetes/kubelet.conf')?.mode, 0o600);
  assert.ok(![...filled.values()].some((file) => file.text?.includes(identities.get('pki/ca')?.privateKey ?? '')));
});

test('its kubelet has a certificate as the cluster would sign it', () => {
  const certificate = new X509Certificate(data('client-certificate'));
  const authority = new X509Certificate(filled.get(AUTHORITY_PATH)?.text ?? '');
  assert.ok(certificate.checkPrivateKey(createPrivateKey(data('client-key'))));
  assert.ok(certificate.verify(authority.publicKey));
  assert.ok(certificate.checkIssued(authority));
  assert.equal(certificate.subject, 'O=system:nodes\nCN=system:node:x-worker');
  // Extended usage: a client. Usage: the bit for signatures, and no other.
  assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.2']);
  assert.ok(certificate.raw.includes(Buffer.from('0603551d0f0101ff040403020780', 'hex')));
  const { validFrom, validTo } = certificate;
  assert.deepEqual([validFrom, validTo], ['Mar  4 05:01:07 2026 GMT', 'Mar  4 05:01:07 2027 GMT']);
});

/** The same with two more control planes. */
const several = sampleInput({
  nodes: [
    worker,
    sampleNode('x-control-plane2', '10.89.0.4'),
    sampleNode('x-control-plane3', '10.89.0.5'),
    controlPlane,
  ],
  others: ['x-worker', 'x-control-plane2', 'x-control-plane3'],
});

test('another control plane has what kubeadm would give it, and what it shares with the first', () => {
  const shared = issueIdentities(seed.identities, { now: NOW, rename: (name) => name });
  const files = fillJoinedFiles(seed, several, 'x-control-plane2', { identities: shared, now: NOW });
  const text = (path: string) => files.get(`/etc/kubernetes/${path}`)?.text;
  assert.deepEqual(['admin.conf', 'super-admin.conf', 'pki/ca.key', 'pki/ca.crt'].map(text), [
    'the administrator’s',
    undefined,
    shared.get('pki/ca')?.privateKey,
    shared.get('pki/ca')?.certificate,
  ]);
  const { '/etc/kubernetes/kubelet.conf': kubeconfig } = Object.fromEntries(files);
  assert.match(kubeconfig?.text ?? '', /^ {4}server: https:\/\/10\.89\.0\.4:6443$/m);
  assert.deepEqual(text('manifests/etcd.yaml')?.split('\n'), [
    '    - etcd',
    '    - --initial-cluster=x-control-plane=https://10.89.0.2:2380,x-control-plane2=https://10.89.0.4:2380',
    '    - --initial-cluster-state=existing',
    '    - --name=x-control-plane2',
  ]);
});

test('the first control plane’s etcd is the first, and those that kubeadm joins are none', () => {
  const names = (others: string[]) => etcdMembers({ ...several, others }).map(({ name }) => name);
  assert.deepEqual(names(['x-worker', 'x-control-plane2', 'x-control-plane3']), [
    'x-control-plane',
    'x-control-plane2',
    'x-control-plane3',
  ]);
  assert.deepEqual(names(['x-control-plane3']), ['x-control-plane', 'x-control-plane3']);
  const [first, second] = etcdMembers(several);
  assert.deepEqual(first?.peerUrls, ['https://10.89.0.2:2380', 'https://x-control-plane:2380']);
  assert.deepEqual(second?.peerUrls, ['https://10.89.0.4:2380', 'https://x-control-plane2:2380']);
  // Beside those that kubeadm joins, they are known as kubeadm makes them known; so is one that is alone.
  const urls = (input: SeedInput) => etcdMembers(input).map(({ peerUrls }) => peerUrls.join());
  assert.deepEqual(urls({ ...several, others: ['x-control-plane3'] }), [
    'https://10.89.0.2:2380',
    'https://10.89.0.5:2380',
  ]);
  assert.deepEqual(urls(sampleInput()), ['https://10.89.0.2:2380']);
});

test('each worker has another key', () => {
  const again = fillJoinedFiles(seed, input, 'x-worker', { identities, now: NOW });
  assert.notEqual(again.get('/etc/kubernetes/kubelet.conf')?.text, filled.get('/etc/kubernetes/kubelet.conf')?.text);
});

test('a seed without such a cluster is an error', () => {
  const tuning = { controlPlanes: 3, cgroupVersion: 2 } as const;
  const other = () => fillJoinedFiles(seed, { ...input, tuning }, 'x-worker', { identities, now: NOW });
  assert.throws(other, /no configuration for several control planes, cgroup v2/);
});
