import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { forSignaturesOnly } from './certificate.js';
import { type Identity, type IdentityTemplate, issueIdentities } from './identity.js';
import { identityTemplate } from './testing/identity-template.js';

const YEAR = 365 * 24 * 60 * 60;
const NOW = new Date('2026-03-04T05:06:07.890Z');

const authority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign', 'subjectKeyIdentifier=hash'];
const TEMPLATES: Record<string, IdentityTemplate> = {
  server: identityTemplate('/O=marked/CN=marked', '/CN=one', [
    'keyUsage=critical,digitalSignature',
    'extendedKeyUsage=serverAuth,clientAuth',
    'basicConstraints=critical,CA:FALSE',
    'authorityKeyIdentifier=keyid',
    'subjectAltName=DNS:b,DNS:marked,DNS:localhost,IP:192.0.2.1,IP:127.0.0.1,IP:::1',
  ]),
  one: identityTemplate('/CN=one', '/CN=one', authority, 10 * YEAR),
  two: identityTemplate('/CN=two', '/CN=two', authority, 30 * YEAR),
  client: identityTemplate('/CN=client', '/CN=two', [
    'basicConstraints=CA:FALSE',
    'extendedKeyUsage=clientAuth',
    'authorityKeyIdentifier=keyid',
  ]),
  pair: { key: { type: 'rsa', modulusLength: 1024 } },
};

const NAMES: Record<string, string> = { marked: 'a.example', '192.0.2.1': '127.0.0.1' };

function issue(): Map<string, Identity> {
  return issueIdentities(TEMPLATES, { now: NOW, rename: (name) => NAMES[name] ?? name });
}

function certificate(identities: Map<string, Identity>, name: string): X509Certificate {
  return new X509Certificate(identities.get(name)?.certificate ?? '');
}

test('each certificate is for its key, and signed by the authority that its template names', () => {
  const identities = issue();
  for (const [name, issuer] of Object.entries({ server: 'one', one: 'one', two: 'two', client: 'two' })) {
    const issued = certificate(identities, name);
    const authority = certificate(identities, issuer);
    assert.ok(issued.checkPrivateKey(createPrivateKey(identities.get(name)?.privateKey ?? '')), name);
    assert.ok(issued.verify(authority.publicKey), name);
    assert.ok(issued.checkIssued(authority), `${name}: the identifiers of the issuer's key`);
    assert.equal(issued.ca, name === issuer);
  }
  assert.ok(!certificate(identities, 'client').verify(certificate(identities, 'one').publicKey));
});

test('names and addresses are those of the cluster, each once, names in their order', () => {
  const { subject, subjectAltName, keyUsage } = certificate(issue(), 'server');
  assert.equal(subject, 'O=a.example\nCN=a.example');
  const names = 'DNS:a.example, DNS:b, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1';
  assert.equal(subjectAltName, names);
  assert.deepEqual(keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
});

test('certificates are valid from some minutes before', () => {
  const identities = issue();
  const { validFrom, validTo } = certificate(identities, 'server');
  assert.deepEqual([validFrom, validTo], ['Mar  4 05:01:07 2026 GMT', 'Mar  4 05:06:07 2027 GMT']);
  // After 2049 the form of times is another one (RFC 5280).
  assert.equal(certificate(identities, 'two').validTo, 'Feb 25 05:06:07 2056 GMT');
});

test('keys and serial numbers are new each time', () => {
  const both = [issue(), issue()];
  const distinct = (what: (certificate: X509Certificate) => string) =>
    new Set(both.flatMap((all) => ['server', 'one', 'two', 'client'].map((name) => what(certificate(all, name))))).size;
  assert.equal(
    distinct(({ serialNumber }) => serialNumber),
    8,
  );
  assert.equal(
    distinct(({ publicKey }) => publicKey.export({ type: 'spki', format: 'pem' }) as string),
    8,
  );
});

test('private keys have the forms that kubeadm writes', () => {
  const identities = issue();
  assert.match(identities.get('server')?.privateKey ?? '', /^-----BEGIN EC PRIVATE KEY-----\n/);
  const pair = identities.get('pair');
  assert.match(pair?.privateKey ?? '', /^-----BEGIN RSA PRIVATE KEY-----\n/);
  assert.match(pair?.publicKey ?? '', /^-----BEGIN PUBLIC KEY-----\n/);
  assert.ok(createPublicKey(pair?.privateKey ?? '').equals(createPublicKey(pair?.publicKey ?? '')));
  assert.equal(pair?.certificate, undefined);
});

test('authorities that are there already stay as they are, and issue more', () => {
  const identities = issue();
  const { client, two } = TEMPLATES as { client: IdentityTemplate; two: IdentityTemplate };
  const authority = identities.get('two') as Identity;
  const more = issueIdentities({ client, two }, { now: NOW, rename: () => 'another' }, new Map([['two', authority]]));
  assert.equal(more.get('two'), authority);
  const issued = certificate(more, 'client');
  assert.ok(issued.checkPrivateKey(createPrivateKey(more.get('client')?.privateKey ?? '')));
  assert.ok(issued.verify(certificate(identities, 'two').publicKey));
  assert.ok(issued.checkIssued(certificate(identities, 'two')));
  assert.equal(issued.subject, 'CN=another');
  assert.notEqual(more.get('client')?.privateKey, identities.get('client')?.privateKey);
});

test('of the usages of a key, that for signatures can be left alone', () => {
  const toBeSigned = (usages: string) => {
    const { certificate } = identityTemplate('/CN=a', '/CN=one', [
      `keyUsage=critical,${usages}`,
      'extendedKeyUsage=clientAuth',
    ]);
    return Buffer.from(certificate?.toBeSigned ?? '', 'base64');
  };
  // The extension, critical, with one bit of eight.
  const signatures = Buffer.from('0603551d0f0101ff040403020780', 'hex');
  const several = toBeSigned('digitalSignature,keyEncipherment,keyAgreement');
  assert.ok(!several.includes(signatures));
  assert.ok(forSignaturesOnly(several).includes(signatures));
  assert.equal(forSignaturesOnly(several).length, several.length);
  const alone = toBeSigned('digitalSignature');
  assert.deepEqual(forSignaturesOnly(alone), alone);
});

test('a certificate without its authority is an error', () => {
  const { server } = TEMPLATES as { server: IdentityTemplate };
  const issuance = { now: NOW, rename: (name: string) => name };
  assert.throws(() => issueIdentities({ server }, issuance), /the certificate of server has no issuer/);
});
