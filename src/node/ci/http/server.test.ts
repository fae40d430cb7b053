import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type Known, readinessPages } from '../pages.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { Milestone } from './milestone.js';
import { RequestCounter } from './request-counter.js';
import { readinessServer } from './server.js';

interface Served {
  url: string;
  port: number;
  known: Known;
  admitted: string[];
  logs: string[];
}

/** A server on the loopback interface, of a cluster that is not ready yet. */
async function serve(t: TestContext, limits: Partial<Limits> = {}): Promise<Served> {
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

async function get(url: string, headers: Record<string, string> = {}): Promise<[status: number, body: string]> {
  const response = await fetch(url, { headers });
  return [response.status, await response.text()];
}

/** Sends bytes as they are, and reads until the connection ends. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(text);
  return await received(socket);
}

async function received(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

test('what is not true yet is not found, and says why', async (t) => {
  const { url, known } = await serve(t);
  for (const path of ['/docker-ready', '/kubernetes-ready']) {
    assert.deepEqual(await get(url + path), [404, 'not yet: the API server does not answer\n'], path);
  }
  known.docker.reach();
  assert.deepEqual(await get(`${url}/docker-ready`), [200, '']);
  assert.equal((await get(`${url}/kubernetes-ready`))[0], 404);
  known.kubernetes.reach();
  assert.deepEqual(await get(`${url}/kubernetes-ready`), [200, '']);
});

test('credentials, version and static address are plain texts', async (t) => {
  const { url } = await serve(t);
  const pages = {
    '/ca.crt': 'CA\n',
    '/client.crt': 'CERTIFICATE\n',
    '/client.key': 'KEY\n',
    '/kubernetes-version': 'v1.36.3\n',
    '/static-ip': '172.30.99.1\n',
    '/wait-for-kind': '#!/bin/sh\n',
    '/status': 'the API server does not answer\n',
  };
  for (const [path, body] of Object.entries(pages)) assert.deepEqual(await get(url + path), [200, body], path);
  const response = await fetch(`${url}/client.key`, { method: 'HEAD' });
  assert.equal(response.headers.get('content-length'), '4');
  assert.equal(response.headers.get('cache-control'), 'no-store');
  assert.equal(await response.text(), '');
});

test('the kubeconfig leads to where the client found the server', async (t) => {
  const { port, url, admitted } = await serve(t);
  const server = async (host: string, query = '') => {
    const answer = await raw(port, `GET /config${query} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    return /server: (\S+)/.exec(answer)?.[1] ?? answer.split('\r\n')[0];
  };
  assert.equal(await server('kubernetes:10080'), 'https://kubernetes:8443');
  assert.equal(await server('group__project_kind'), 'https://group__project_kind:8443');
  assert.equal(await server('10.0.0.9:31000'), 'https://10.0.0.9:8443');
  assert.equal(await server('[fd00::1]:10080'), 'https://[fd00::1]:8443');
  assert.equal(await server('kind', '?server=localhost:32001'), 'https://localhost:32001');
  assert.equal(await server('kind', '?server=LocalHost'), 'https://localhost:8443');
  // What cannot be a host is not put into a kubeconfig.
  for (const odd of ['', 'a b', '"x"', '-x', '300.1.1.1', 'a..b', 'x:0', '[::1', `${'a'.repeat(64)}.b`]) {
    assert.equal(await server(odd), 'https://172.30.99.1:8443', odd);
  }
  assert.equal((await get(`${url}/config?server=a%0Ab`))[0], 400);
  assert.deepEqual(
    new Set(admitted),
    new Set(['kubernetes', 'group__project_kind', '10.0.0.9', 'fd00::1', 'localhost', '172.30.99.1']),
  );
  const text = (await get(`${url}/config`))[1];
  for (const part of ['current-context: kind', 'name: kind', 'client-key-data: S0VZCg=='])
    assert.ok(text.includes(part), part);
});

test('readyz answers at once, or when the cluster is ready, or when the time is over', async (t) => {
  const { url, known } = await serve(t);
  assert.deepEqual(await get(`${url}/readyz`), [503, 'not ready: the API server does not answer\n']);
  const began = performance.now();
  assert.equal((await get(`${url}/readyz?wait=300ms`))[0], 503);
  assert.ok(performance.now() - began >= 290);
  const answers = Array.from({ length: 50 }, () => get(`${url}/readyz?wait=60s`));
  setTimeout(() => known.kubernetes.reach(), 50);
  for (const answer of await Promise.all(answers)) assert.deepEqual(answer, [200, 'ok\n']);
  assert.deepEqual(await get(`${url}/readyz?wait=60s`), [200, 'ok\n']);
});

test('a wait that is no time, or too long, is refused', async (t) => {
  const { url } = await serve(t);
  for (const wait of ['x', '', '-1s', '1d', '1e9', '5s5', '11m', '9'.repeat(400)]) {
    assert.equal((await get(`${url}/readyz?wait=${wait}`))[0], 400, wait);
  }
  assert.match((await get(`${url}/readyz?wait=99h`))[1], /^wait=99h is too long: at most 600s\n$/);
});

test('waiting is longer than an idle connection lives, and ends when the client goes', async (t) => {
  const { url, known, port } = await serve(t, { idle: 100 });
  const waiting = get(`${url}/readyz?wait=5s`);
  const leaver = connect(port, '127.0.0.1');
  leaver.write('GET /readyz?wait=60s HTTP/1.1\r\nHost: x\r\n\r\n');
  setTimeout(() => leaver.destroy(), 100);
  setTimeout(() => known.kubernetes.reach(), 600);
  assert.deepEqual(await waiting, [200, 'ok\n']);
});

test('metrics tell what is ready, since when, and how requests were answered', async (t) => {
  const { url, known } = await serve(t);
  await get(`${url}/nothing`);
  const before = (await get(`${url}/metrics`))[1];
  assert.match(before, /^kind_ci_kubernetes_ready 0$/m);
  assert.doesNotMatch(before, /^kind_ci_kubernetes_ready_seconds /m);
  assert.match(before, /^kind_ci_http_requests_total\{code="404"\} 1$/m);
  known.kubernetes.reach();
  const after = (await get(`${url}/metrics`))[1];
  assert.match(after, /^kind_ci_kubernetes_ready 1$/m);
  assert.match(after, /^kind_ci_kubernetes_ready_seconds 3\.\d+$/m);
  for (const line of after.trimEnd().split('\n'))
    assert.match(line, /^(# (HELP|TYPE) \S+ .+|[a-z_]+(\{code="\d+"\})? [\d.]+)$/);
});

test('only GET and HEAD, and only of pages that there are', async (t) => {
  const { url } = await serve(t);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
    const response = await fetch(`${url}/config`, { method });
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'GET, HEAD'], method);
    await response.text();
  }
  const [status, body] = await get(`${url}/`);
  assert.equal(status, 404);
  assert.match(body, /^there is no such page; there are:\n\/docker-ready\n/);
});

test('no path reads a file', async (t) => {
  const { port } = await serve(t);
  const odd = [
    '/../etc/passwd',
    '/config/../../etc/passwd',
    '//etc/passwd',
    '/etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/config%00.txt',
    '/\\..\\..\\etc\\passwd',
    '/CONFIG',
    '/config/',
    '/config#x',
    '/client.key;x',
    '/%63onfig',
    '/__proto__',
    '/constructor',
    '/hasOwnProperty',
    '*',
    'config',
    'http://127.0.0.1/etc/passwd',
    'http://x/config',
    `/${'a'.repeat(8_000)}`,
    '/\u00e9\u00ff',
  ];
  for (const path of odd) {
    const answer = await raw(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 40[04] /, path);
    assert.doesNotMatch(answer, /root:|KEY|CERTIFICATE/, path);
  }
});

test('a page that fails tells the log why, not the client', async (t) => {
  const { url, logs } = await serve(t);
  const [status, body] = await get(`${url}/config?server=broken`);
  assert.equal(status, 500);
  assert.doesNotMatch(body, /space/);
  assert.deepEqual(logs, ['ERROR: /config: no space left']);
});

test('huge headers and what is no HTTP are refused, and others are still answered', async (t) => {
  const { port, url } = await serve(t);
  const huge = `GET /config HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`;
  // The client may still be sending when it is told.
  assert.match(await raw(port, huge), /^(HTTP\/1\.1 431 |$)/);
  const many = `GET /config HTTP/1.1\r\nHost: x\r\n${Array.from({ length: 4_000 }, (_, i) => `A${i}: b\r\n`).join('')}\r\n`;
  assert.match(await raw(port, many), /^(HTTP\/1\.1 431 |$)/);
  for (const nonsense of [
    '\x16\x03\x01\x02\x00\x01\x00',
    'hello\r\n\r\n',
    'GET\r\n\r\n',
    '\0'.repeat(5_000),
    'SSH-2.0-x\r\n',
  ]) {
    assert.match(await raw(port, nonsense), /^(HTTP\/1\.1 400 |$)/, JSON.stringify(nonsense.slice(0, 20)));
  }
  assert.equal((await get(`${url}/static-ip`))[0], 200);
});

test('what a request brings along is not kept', async (t) => {
  const { port, url } = await serve(t);
  const body = 'x'.repeat(1_000_000);
  const posted = await raw(port, `POST /config HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  assert.match(posted, /^HTTP\/1\.1 405 /);
  const got = await raw(port, 'GET /static-ip HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n');
  assert.match(got, /^HTTP\/1\.1 200 [\s\S]*Connection: close/i);
  const both = 'GET /static-ip HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n';
  assert.match(await raw(port, both), /^HTTP\/1\.1 400 /);
  assert.match(await raw(port, 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n'), /^$/);
  assert.equal((await get(`${url}/static-ip`))[0], 200);
});

test('clients that are slow to ask are sent away', async (t) => {
  const { port, url } = await serve(t, { headers: 300, request: 400, idle: 400 });
  const slow = Array.from({ length: 100 }, () => {
    const socket = connect(port, '127.0.0.1');
    socket.write('GET /config HTTP/1.1\r\nHost: x\r\n');
    const timer = setInterval(() => socket.write('X: y\r\n', () => {}), 50);
    socket.once('close', () => clearInterval(timer));
    return received(socket);
  });
  const silent = received(connect(port, '127.0.0.1'));
  assert.equal((await get(`${url}/static-ip`))[0], 200);
  for (const answer of await Promise.all(slow)) assert.match(answer, /^(HTTP\/1\.1 408 |$)/);
  assert.equal(await silent, '');
});

test('clients that do not read their answers are sent away', async (t) => {
  const { port, url } = await serve(t, { idle: 300 });
  const socket = connect(port, '127.0.0.1');
  socket.pause();
  socket.on('error', () => {});
  // More answers than the buffers between them hold.
  const request = 'GET /config HTTP/1.1\r\nHost: x\r\n\r\n';
  socket.write(request.repeat(20_000));
  await new Promise((resolve) => setTimeout(resolve, 900));
  assert.equal((await get(`${url}/static-ip`))[0], 200);
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve));
});

test('more connections than the limit are closed, and their place is given back', async (t) => {
  const { port, url } = await serve(t, { connections: 20, idle: 300 });
  const sockets = Array.from({ length: 100 }, () => received(connect(port, '127.0.0.1')));
  await Promise.all(sockets);
  assert.equal((await get(`${url}/static-ip`))[0], 200);
});

test('10,000 requests are answered', async (t) => {
  // A machine that is busy otherwise makes no client slow.
  const { port, known } = await serve(t, { headers: 60_000, request: 60_000, idle: 60_000 });
  const paths = ['/static-ip', '/kubernetes-ready', '/../x', '/readyz', '/config'];
  const before = process.memoryUsage.rss();
  const client = async (count: number) => {
    const lines = Array.from(
      { length: count },
      (_, index) => `GET ${paths[index % paths.length]} HTTP/1.1\r\nHost: x\r\n`,
    );
    const answers = await raw(port, `${lines.join('\r\n')}Connection: close\r\n\r\n`);
    return answers
      .split('HTTP/1.1 ')
      .slice(1)
      .map((answer) => answer.slice(0, 3));
  };
  const statuses = (await Promise.all(Array.from({ length: 100 }, () => client(100)))).flat();
  assert.equal(statuses.length, 10_000);
  const expected: Record<string, number> = { 200: 4_000, 404: 4_000, 503: 2_000 };
  for (const [status, count] of Object.entries(expected)) {
    assert.equal(statuses.filter((each) => each === status).length, count, status);
  }
  assert.deepEqual(Object.fromEntries(known.counter.byStatus), expected);
  assert.ok(process.memoryUsage.rss() - before < 200e6);
});
