import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { get, raw, serve } from '../testing/served.js';

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

test('a client that closes its half of the connection gets its answer', async (t) => {
  const { port, known } = await serve(t);
  setTimeout(() => known.kubernetes.reach(), 200);
  const answer = await raw(port, 'GET /readyz?wait=30s HTTP/1.0\r\nHost: x\r\n\r\n');
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\nok\n$/);
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

test('a page that fails tells the log why, not the client', async (t) => {
  const { url, logs } = await serve(t);
  const [status, body] = await get(`${url}/config?server=broken`);
  assert.equal(status, 500);
  assert.doesNotMatch(body, /space/);
  assert.deepEqual(logs, ['ERROR: /config: no space left']);
});
