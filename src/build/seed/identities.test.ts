import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { issueIdentities } from '../../pki/identity.js';
import { opensslCertificate, type Signed } from '../../pki/testing/openssl-certificate.js';
import { fillNodeFiles } from '../../seed/node-files.js';
import type { SeedNodeFile } from '../../seed/seed.js';
import { extractIdentities } from './identities.js';

const MADE = new Date();
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Files as kubeadm writes them, with new keys. */
function kubeadmLike(): Map<string, SeedNodeFile> {
  const [authority, admin] = ['CN=kubernetes', 'CN=admin'].map((subject) =>
    opensslCertificate(`/${subject}`, '/CN=kubernetes', [`basicConstraints=critical,CA:${subject !== 'CN=admin'}`]),
  ) as [Signed, Signed];
  const { publicKey, privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: { format: 'pem', type: 'spki' },
    privateKeyEncoding: { format: 'pem', type: 'sec1' },
  });
  const kubeconfig = [
    `certificate-authority-data: ${base64(authority.certificate)}`,
    `client-certificate-data: ${base64(admin.certificate)}`,
    `client-key-data: ${base64(admin.privateKey)}`,
  ];
  return new Map([
    ['/etc/kubernetes', { mode: 0o755 }],
    ['/etc/kubernetes/admin.conf', { mode: 0o600, text: `${kubeconfig.join('\n')}\n` }],
    ['/etc/kubernetes/pki/ca.crt', { mode: 0o644, text: authority.certificate }],
    ['/etc/kubernetes/pki/ca.key', { mode: 0o600, text: authority.privateKey }],
    ['/etc/kubernetes/pki/sa.key', { mode: 0o600, text: privateKey }],
    ['/etc/kubernetes/pki/sa.pub', { mode: 0o600, text: publicKey }],
  ]);
}

test('files have placeholders for keys and certificates, which are no part of a seed', () => {
  const { files, identities } = extractIdentities(kubeadmLike(), MADE);
  assert.deepEqual(files, {
    '/etc/kubernetes': { mode: 0o755 },
    '/etc/kubernetes/admin.conf': {
      mode: 0o600,
      text: `certificate-authority-data: <seed certificate base64 pki/ca>
client-certificate-data: <seed certificate base64 admin>
client-key-data: <seed privateKey base64 admin>
`,
    },
    '/etc/kubernetes/pki/ca.crt': { mode: 0o644, text: '<seed certificate pki/ca>' },
    '/etc/kubernetes/pki/ca.key': { mode: 0o600, text: '<seed privateKey pki/ca>' },
    '/etc/kubernetes/pki/sa.key': { mode: 0o600, text: '<seed privateKey pki/sa>' },
    '/etc/kubernetes/pki/sa.pub': { mode: 0o600, text: '<seed publicKey pki/sa>' },
  });
  assert.deepEqual(Object.keys(identities).sort(), ['admin', 'pki/ca', 'pki/sa']);
  const key = { type: 'ec', namedCurve: 'prime256v1' };
  assert.deepEqual(identities['pki/sa'], { key });
  assert.deepEqual(identities.admin?.key, key);
  assert.equal(identities.admin?.certificate?.notAfter, 30 * 24 * 60 * 60);
});

test('a seed is the same each time', () => {
  assert.deepEqual(extractIdentities(kubeadmLike(), MADE), extractIdentities(kubeadmLike(), MADE));
});

test('what is taken out can be put in again', () => {
  const { files, identities } = extractIdentities(kubeadmLike(), MADE);
  const issued = issueIdentities(identities, { now: MADE, rename: (name) => name });
  const configurations = { 'one control plane, cgroup v2': { cluster: '', kubelet: '', files } };
  const input = { tuning: { controlPlanes: 1, cgroupVersion: 2 }, endpoint: '', nodes: [] };
  const seed = { format: 2, objects: {}, identities, configurations };
  const filled = fillNodeFiles(seed, input as unknown as Parameters<typeof fillNodeFiles>[1], issued);
  const text = (path: string) => filled.get(path)?.text ?? '';
  const authority = new X509Certificate(text('/etc/kubernetes/pki/ca.crt'));
  assert.ok(authority.checkPrivateKey(createPrivateKey(text('/etc/kubernetes/pki/ca.key'))));
  const data = /client-certificate-data: (\S+)/.exec(text('/etc/kubernetes/admin.conf'))?.[1] ?? '';
  const admin = new X509Certificate(Buffer.from(data, 'base64'));
  assert.ok(admin.verify(authority.publicKey));
  assert.equal(admin.subject, 'CN=admin');
});
