import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { DEFAULT_LIMITS, type Limits } from '../http/limits.js';
import { Milestone } from '../http/milestone.js';
import { RequestCounter } from '../http/request-counter.js';
import { readinessServer } from '../http/server.js';
import { type Known, readinessPages } from '../pages.js';

export interface Served {
  url: string;
  port: number;
  known: Known;
  admitted: string[];
  logs: string[];
}

/** A server on the loopback interface, of a cluster that is not ready yet. */
export async function serve(t: TestContext, limits: Partial<Limits> = {}): Promise<Served> {
  const admitted: string[] = [];
  const logs: string[] = [];
  const known: Known = {
    startedAt: new Date(Date.now() - 3_000),
    docker: new Milestone(),
    kubernetes: new Milestone(),
    counter: new RequestCounter(),
    staticIp: '172.30.99.1',
    kubernetesVersion: 'v1.36.3',
    credentials: { ca: 'CA\n', certificate: 'CERTIFICATE\n', key: 'KEY\n' },
    waitForKind: '#!/bin/sh\n',
    status: () => 'the API server does not answer',
    admit: async (name) => {
      if (name === 'broken') throw new Error('no space left');
      admitted.push(name);
    },
  };
  const server = readinessServer({
    pages: readinessPages(known),
    status: known.status,
    counter: known.counter,
    log: (level, message) => logs.push(`${level}: ${message}`),
    limits: { ...DEFAULT_LIMITS, ...limits },
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, known, admitted, logs };
}

/** A page's status and text. */
export async function get(url: string, headers: Record<string, string> = {}): Promise<[status: number, body: string]> {
  const response = await fetch(url, { headers });
  return [response.status, await response.text()];
}

/** Sends bytes as they are, and reads until the connection ends. */
export async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  return await received(socket);
}

/** What comes until the connection ends. */
export async function received(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}
