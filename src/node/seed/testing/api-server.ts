import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { opensslCertificate, type Signed } from '../../../pki/testing/openssl-certificate.js';
import type { ApiServer } from '../ask-api.js';

/** A server on this machine that answers as an API server does. */
export interface StandIn {
  /** How it is asked, by who trusts its authority. */
  api: ApiServer;
  /** How many connections there were. */
  connections(): number;
  /** What was asked for, each once. */
  paths: ReadonlySet<string>;
  /** The names of the clients, each once; '' for one without a certificate. */
  clients: ReadonlySet<string>;
}

const own: Signed = opensslCertificate('/CN=kube-apiserver', '/CN=authority', [
  'subjectAltName=DNS:kubernetes,DNS:x-control-plane',
]);

/** @param answers given one after another; it stays with the last. `ok` and JSON are answers of status 200, others 500 */
export async function withApi(answers: string[], use: (standIn: StandIn) => Promise<void>): Promise<void> {
  let connections = 0;
  const paths = new Set<string>();
  const clients = new Set<string>();
  const options: ServerOptions = {
    cert: own.certificate,
    key: own.privateKey,
    requestCert: true,
    rejectUnauthorized: false,
  };
  const server: Server = createServer(options, (request, response) => {
    paths.add(request.url ?? '');
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    clients.add(subject === undefined ? '' : String(subject.CN));
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? '';
    response.writeHead(/^(ok$|\{)/.test(answer) ? 200 : 500).end(answer);
  });
  server.on('secureConnection', () => {
    connections += 1;
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const api = { host: '127.0.0.1', port, ca: own.authority };
    await use({ api, connections: () => connections, paths, clients });
  } finally {
    server.closeAllConnections();
    await once(server.close(), 'close');
  }
}
