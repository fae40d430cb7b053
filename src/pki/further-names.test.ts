import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import { withFurtherNames } from './further-names.js';
import { issueIdentities } from './identity.js';
import { identityTemplate } from './testing/identity-template.js';

const AUTHORITY = ['basicConstraints=critical,CA:TRUE', 'subjectKeyIdentifier=hash'];
const SERVER = ['extendedKeyUsage=serverAuth', 'authorityKeyIdentifier=keyid', 'subjectAltName=DNS:b,IP:127.0.0.1'];

const identities = issueIdentities(
  { ca: identityTemplate('/CN=ca', '/CN=ca', AUTHORITY), server: identityTemplate('/CN=server', '/CN=ca', SERVER) },
  { now: new Date(), rename: (name) => name, furtherNames: { server: ['kind.example', '192.0.2.9'] } },
);
const ca = identities.get('ca');
const server = identities.get('server');
assert.ok(ca?.certificate && server?.certificate);
const authority = { certificate: ca.certificate, privateKey: ca.privateKey };
const issued = server.certificate;

test('an identity is issued for further names and addresses', () => {
  const names = 'DNS:b, DNS:kind.example, IP Address:127.0.0.1, IP Address:192.0.2.9';
  assert.equal(new X509Certificate(issued).subjectAltName, names);
});

test('a certificate gets further names, and stays what it is otherwise', () => {
  const renewed = new X509Certificate(withFurtherNames(issued, authority, ['a', 'b', '::1', 'my_alias']));
  const before = new X509Certificate(issued);
  assert.equal(
    renewed.subjectAltName,
    'DNS:a, DNS:b, DNS:kind.example, DNS:my_alias, IP Address:127.0.0.1, IP Address:192.0.2.9, IP Address:0:0:0:0:0:0:0:1',
  );
  const same = ({ subject, issuer, validFrom, validTo, keyUsage }: X509Certificate) =>
    [subject, issuer, validFrom, validTo, keyUsage].join();
  assert.equal(same(renewed), same(before));
  assert.notEqual(renewed.serialNumber, before.serialNumber);
  assert.ok(renewed.checkPrivateKey(createPrivateKey(server.privateKey)));
  assert.ok(renewed.verify(new X509Certificate(authority.certificate).publicKey));
  assert.ok(renewed.checkIssued(new X509Certificate(authority.certificate)));
});

test('a certificate that is for all of the names is left alone', () => {
  assert.equal(withFurtherNames(issued, authority, ['b', '127.0.0.1', '192.0.2.9']), issued);
  const aliased = withFurtherNames(issued, authority, ['my_alias']);
  assert.notEqual(aliased, issued);
  assert.equal(withFurtherNames(aliased, authority, ['my_alias']), aliased);
});
