import { equal, rejects, throws } from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { lines } from '../../../lines.js';
import { FakeApi } from '../testing/fake-api.js';
import { ApiClient, ApiError } from './client.js';
import { inCluster } from './in-cluster.js';

const signal = new AbortController().signal;

test('the preferred endpoint is used when it can be reached', async (t) => {
  const api = await FakeApi.start(t);
  const nowhere = { ...api.inCluster, service: { host: '127.0.0.1', port: 1 } };
  const response = await new ApiClient(nowhere, api.endpoint).get('/api/v1/nodes', signal);
  equal(response.resume().statusCode, 200);
});

test('when the endpoint goes away, the service address is tried', async (t) => {
  const api = await FakeApi.start(t);
  const preferred = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => preferred.listen(0, '127.0.0.1', resolve));
  const { port } = preferred.address() as { port: number };
  const client = new ApiClient(api.inCluster, { host: '127.0.0.1', port });
  await rejects(client.get('/api/v1/nodes', signal));
  await new Promise((resolve) => preferred.close(resolve));
  await rejects(client.get('/api/v1/nodes', signal), /ECONNREFUSED/);
  equal((await client.get('/api/v1/nodes', signal)).resume().statusCode, 200);
});

test('an answer that is an error is one, with its text', async (t) => {
  const api = await FakeApi.start(t);
  api.writeToken('wrong');
  await rejects(new ApiClient(api.inCluster, undefined).get('/api/v1/nodes', signal), (error) => {
    return error instanceof ApiError && error.status === 401 && error.message.endsWith('401: Unauthorized');
  });
});

test("a server that isn't certified by the cluster is not trusted", async (t) => {
  const [api, other] = [await FakeApi.start(t), await FakeApi.start(t)];
  const client = new ApiClient({ ...other.inCluster, service: api.endpoint }, undefined);
  await rejects(client.get('/api/v1/nodes', signal), /certificate/);
});

test('a pod finds its API server in its environment and its service account', async (t) => {
  const api = await FakeApi.start(t);
  const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' };
  const cluster = inCluster(env, api.accountDirectory);
  equal(cluster.service.host, 'fd00::1');
  equal(cluster.credentials().token, 'token-1');
  throws(() => inCluster({}), /not in a Kubernetes pod/);
});

test('lines are whole, however the bytes come', async () => {
  const bytes = Buffer.from('{"a":"ä"}\n\nlast');
  async function* oneByOne() {
    for (const byte of bytes) yield Buffer.from([byte]);
  }
  const seen: string[] = [];
  for await (const line of lines(oneByOne())) seen.push(line);
  equal(seen.join('|'), '{"a":"ä"}||last');
});
