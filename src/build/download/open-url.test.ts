import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { openUrl, textAt } from './open-url.js';
import { proxyOf } from './proxy-of.js';

const servers: Server[] = [];
async function serve(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

let url: string;
before(async () => {
  ({ url } = await serve((request, response) => {
    if (request.url === '/text') response.end('hello\n');
    else if (request.url === '/moved') response.writeHead(302, { location: '/text' }).end();
    else if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
    else if (request.url === '/breaks') {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    } else if (request.url === '/never') return;
    else response.writeHead(404).end();
  }));
});

test('a text is had, also from where the URL leads', async () => {
  assert.equal(await textAt(`${url}/text`, { env: {} }), 'hello\n');
  assert.equal(await textAt(`${url}/moved`, { env: {} }), 'hello\n');
});

test('errors name the URL, and what to do', async () => {
  const failing = async (path: string, message: RegExp) =>
    await assert.rejects(textAt(path, { env: {}, timeout: 2000 }), (error: Error & { code: string; hint?: string }) => {
      assert.equal(error.code, 'BUILD_FAILED');
      assert.match(error.message, message);
      return true;
    });
  await failing(`${url}/none`, /^error response from "http:\/\/127.*\/none": HTTP 404$/);
  await failing(`${url}/loop`, /^error doing HTTP fetch of "http.*\/loop": more than 10 redirections$/);
  await failing(`${url}/breaks`, /^error doing HTTP fetch of "http.*\/breaks": /);
  await failing('ftp://x/', /unsupported protocol "ftp:"/);
  await failing('http://127.0.0.1:1/', /^error doing HTTP fetch of "http:\/\/127.0.0.1:1\/": .*ECONNREFUSED/);
  await failing(`${url}/never`, /it takes too long/);
});

test('cancelling is told as such', async () => {
  const controller = new AbortController();
  setImmediate(() => controller.abort());
  await assert.rejects(textAt(`${url}/never`, { env: {}, signal: controller.signal }), { code: 'CANCELLED' });
});

test('plain HTTP goes through a proxy whole, with its credentials', async () => {
  const asked: string[] = [];
  const proxy = await serve((request, response) => {
    asked.push(`${request.headers.host} ${request.url} ${request.headers['proxy-authorization']}`);
    response.end('proxied');
  });
  const withUser = proxy.url.replace('http://', 'http://me:se%20cret@');
  assert.equal(await textAt('http://far.test/x?y', { env: { HTTP_PROXY: withUser } }), 'proxied');
  const credentials = Buffer.from('me:se cret').toString('base64');
  assert.deepEqual(asked, [`far.test http://far.test/x?y Basic ${credentials}`]);
});

test('HTTPS goes through a tunnel of the proxy', async () => {
  const asked: string[] = [];
  const proxy = await serve(() => undefined);
  proxy.server.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    // Nobody speaks TLS here: that it is tried shows that the tunnel was used.
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    socket.on('error', () => undefined);
    socket.once('data', (data: Buffer) => {
      asked.push(data[0] === 22 ? 'TLS handshake' : 'something else');
      socket.destroy();
    });
  });
  await assert.rejects(openUrl('https://far.test/x', { env: { https_proxy: proxy.url } }), { code: 'BUILD_FAILED' });
  assert.deepEqual(asked, ['far.test:443', 'TLS handshake']);
  proxy.server.removeAllListeners('connect');
  proxy.server.on('connect', (_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
  await assert.rejects(openUrl('https://far.test/x', { env: { https_proxy: proxy.url } }), {
    message: /the proxy 127\.0\.0\.1:\d+ answers with HTTP 403/,
  });
});

test('the proxy is chosen by protocol, and not for excepted hosts', () => {
  const of = (target: string, env: Record<string, string>) => proxyOf(new URL(target), env)?.host;
  const env = { HTTPS_PROXY: 'http://s:1', http_proxy: 'h:2' };
  assert.equal(of('https://dl.k8s.io/x', env), 's:1');
  assert.equal(of('http://dl.k8s.io/x', env), 'h:2');
  assert.equal(of('https://localhost/x', env), undefined);
  for (const exception of ['*', 'dl.k8s.io', 'k8s.io', '.k8s.io', '*.k8s.io', 'a, dl.k8s.io:443 ,k8s.io']) {
    assert.equal(of('https://dl.k8s.io/x', { ...env, NO_PROXY: exception }), undefined, exception);
  }
  assert.equal(of('https://dl.k8s.io/x', { ...env, no_proxy: 's.io,l.k8s.io' }), 's:1');
});
