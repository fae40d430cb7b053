import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { issueIdentities } from './identity.js';
import { selfSignedTemplates } from './self-signed.js';

const NOW = new Date('2026-03-04T05:06:07.890Z');

test('a server has a certificate from an authority of its own', () => {
  const identities = issueIdentities(
    { ...selfSignedTemplates('x-worker', 1772600767) },
    { now: NOW, rename: (name) => name },
  );
  const [authority, server] = ['authority', 'server'].map(
    (name) => new X509Certificate(identities.get(name)?.certificate ?? ''),
  ) as [X509Certificate, X509Certificate];
  assert.ok(server.checkPrivateKey(createPrivateKey(identities.get('server')?.privateKey ?? '')));
  for (const certificate of [authority, server]) {
    assert.ok(certificate.verify(authority.publicKey));
    assert.ok(certificate.checkIssued(authority));
    assert.deepEqual(
      [certificate.validFrom, certificate.validTo],
      ['Mar  4 04:06:07 2026 GMT', 'Mar  4 04:06:07 2027 GMT'],
    );
  }
  assert.deepEqual([authority.subject, server.subject], ['CN=x-worker-ca@1772600767', 'CN=x-worker@1772600767']);
  assert.deepEqual([authority.ca, server.ca], [true, false]);
  assert.equal(server.checkHost('x-worker'), 'x-worker');
  assert.equal(server.subjectAltName, 'DNS:x-worker');
  // Servers.
  assert.deepEqual(server.keyUsage, ['1.3.6.1.5.5.7.3.1']);
});
