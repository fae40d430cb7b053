import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opensslCertificate } from '../../../pki/testing/openssl-certificate.js';
import { withApi } from '../../seed/testing/api-server.js';
import { AdminApi } from './admin-api.js';

const { certificate, privateKey: key } = opensslCertificate('/CN=kubernetes-admin', '/CN=kubernetes', []);

test('everything is read as the administrator, on one connection', async () => {
  await withApi(['{"items":[{"a":"b"}]}'], async ({ api: { ca, port }, connections, paths, clients }) => {
    const api = new AdminApi({ ca, certificate, key }, port);
    const objects = await api.objects();
    api.close();
    assert.deepEqual(Object.keys(objects).sort(), ['daemonSets', 'deployments', 'nodes', 'pods', 'statefulSets']);
    assert.deepEqual(objects.pods, [{ a: 'b' }]);
    assert.equal(paths.size, 5);
    assert.deepEqual([connections(), ...clients], [1, 'kubernetes-admin']);
  });
});

test('an answer that is no list is an error', async () => {
  for (const [answer, said] of [
    ['Forbidden', /^GET \/\S+: the API server answered 500$/],
    ['{}', /^GET \/\S+: the API server's answer is no list$/],
  ] as const) {
    await withApi([answer], async ({ api: { ca, port } }) => {
      const api = new AdminApi({ ca, certificate, key }, port);
      await assert.rejects(api.objects(), (error: Error) => said.test(error.message));
      api.close();
    });
  }
});
