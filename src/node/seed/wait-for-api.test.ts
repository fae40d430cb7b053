import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { opensslCertificate, type Signed } from '../../pki/testing/openssl-certificate.js';
import { waitForApi } from './wait-for-api.js';

const [own, other] = ['/CN=authority', '/CN=another'].map((issuer) =>
  opensslCertificate('/CN=kube-apiserver', issuer, ['subjectAltName=DNS:kubernetes']),
) as [Signed, Signed];

interface Api {
  port: number;
  /** How many connections there were. */
  connections(): number;
  /** What was asked for. */
  paths: ReadonlySet<string>;
}

/** An API server that gives these answers, one after another, and stays with the last. */
async function withApi(answers: string[], use: (api: Api) => Promise<void>): Promise<void> {
  let connections = 0;
  const paths = new Set<string>();
  const options: ServerOptions = { cert: own.certificate, key: own.privateKey };
  const server: Server = createServer(options, (request, response) => {
    paths.add(request.url ?? '');
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    response.writeHead(answer === 'ok' ? 200 : 500).end(answer);
  });
  server.on('secureConnection', () => {
    connections += 1;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    await use({ port: (server.address() as AddressInfo).port, connections: () => connections, paths });
  } finally {
    server.closeAllConnections();
    await once(server.close(), 'close');
  }
}

test('the wait ends when the API server is ready; all questions take one connection', async () => {
  const answers = ['not yet', 'not yet', 'ok'];
  await withApi(answers, async ({ port, connections }) => {
    await waitForApi(own.authority, 10_000, port);
    assert.deepEqual(answers, ['ok']);
    assert.equal(connections(), 1);
  });
});

test('what a seed has done is not waited for', async () => {
  await withApi(['ok'], async ({ port, paths }) => {
    await waitForApi(own.authority, 10_000, port);
    const hooks = ['poststarthook/rbac/bootstrap-roles', 'poststarthook/scheduling/bootstrap-system-priority-classes'];
    assert.deepEqual([...paths], [`/readyz?exclude=${hooks.join('&exclude=')}`]);
  });
});

test('the last answer is told when it takes too long', async () => {
  await withApi(['[-]etcd failed'], async ({ port }) => {
    await assert.rejects(waitForApi(own.authority, 200, port), /the API server is not ready: \[-\]etcd failed/);
  });
});

test('another authority’s server is none', async () => {
  await withApi(['ok'], async ({ port }) => {
    await assert.rejects(waitForApi(other.authority, 200, port), /the API server is not ready: /);
  });
});
