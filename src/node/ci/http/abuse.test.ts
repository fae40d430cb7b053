/** Clients that mean no good, or are broken: none of them reads a file, or keeps others from their answers. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { get, raw, received, serve } from '../testing/served.js';

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
  for (const answer of await Promise.all([...slow, silent])) assert.match(answer, /^(HTTP\/1\.1 408 |$)/);
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

test('those who wait leave connections to those who ask', async (t) => {
  const { port, url } = await serve(t);
  const sockets = Array.from({ length: 510 }, () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('GET /readyz?wait=60s HTTP/1.1\r\nHost: x\r\n\r\n');
    return socket;
  });
  t.after(() => sockets.map((socket) => socket.destroy()));
  // The first 500 are kept waiting, the others are told at once.
  const told = sockets.map((socket) => new Promise<number>((resolve) => socket.once('data', () => resolve(1))));
  await Promise.race(told);
  assert.equal((await get(`${url}/readyz?wait=60s`))[0], 503);
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
