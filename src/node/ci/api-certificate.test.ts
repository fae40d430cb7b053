import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createServer } from 'node:tls';
import { issueIdentities } from '../../pki/identity.js';
import { identityTemplate } from '../../pki/testing/identity-template.js';
import { ApiCertificate } from './api-certificate.js';

const identities = issueIdentities(
  {
    ca: identityTemplate('/CN=ca', '/CN=ca', ['basicConstraints=critical,CA:TRUE', 'subjectKeyIdentifier=hash']),
    apiserver: identityTemplate('/CN=apiserver', '/CN=ca', [
      'extendedKeyUsage=serverAuth',
      'subjectAltName=DNS:localhost',
    ]),
  },
  { now: new Date(), rename: (name) => name },
);

/** A directory as /etc/kubernetes/pki, and what is said of it. */
function pki(t: TestContext): { directory: string; logs: string[]; names: () => string } {
  const directory = mkdtempSync(join(tmpdir(), 'kindling-certificate-'));
  t.after(() => rmSync(directory, { recursive: true }));
  for (const name of ['ca', 'apiserver']) {
    writeFileSync(join(directory, `${name}.crt`), identities.get(name)?.certificate ?? '');
    writeFileSync(join(directory, `${name}.key`), identities.get(name)?.privateKey ?? '');
  }
  const names = () => new X509Certificate(readFileSync(join(directory, 'apiserver.crt'))).subjectAltName ?? '';
  return { directory, logs: [], names };
}

/** A port that nobody listens on. */
const NOBODY = 1;

test('names are added, all of them also when asked for at the same time', async (t) => {
  const { directory, logs, names } = pki(t);
  const certificate = new ApiCertificate({ directory, port: NOBODY, log: (_, message) => logs.push(message) });
  await Promise.all([certificate.admit('kind'), certificate.admit('10.0.0.9', 'localhost'), certificate.admit('kind')]);
  assert.equal(names(), 'DNS:kind, DNS:localhost, IP Address:10.0.0.9');
  assert.equal(logs.length, 2);
});

test('there is an end to how many', async (t) => {
  const { directory, logs, names } = pki(t);
  const certificate = new ApiCertificate({ directory, port: NOBODY, log: (_, message) => logs.push(message) });
  for (let count = 0; count < 70; count++) await certificate.admit(`name-${count}`);
  assert.equal(names().split(', ').length, 64);
  assert.match(logs.at(-1) ?? '', /is for 64 names already: not for name-69$/);
});

test('the answer comes when the server has the new certificate', async (t) => {
  const { directory, names } = pki(t);
  const key = readFileSync(join(directory, 'apiserver.key'));
  const read = () => readFileSync(join(directory, 'apiserver.crt'));
  const server = createServer({ key, cert: read() }, (socket) => socket.end());
  server.on('tlsClientError', () => {});
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  let reloaded = false;
  setTimeout(() => {
    server.setSecureContext({ key, cert: read() });
    reloaded = true;
  }, 200);
  await new ApiCertificate({ directory, port, log: () => {} }).admit('kind');
  assert.ok(reloaded);
  assert.match(names(), /DNS:kind/);
});
