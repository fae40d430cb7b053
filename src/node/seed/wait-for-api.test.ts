import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opensslCertificate } from '../../pki/testing/openssl-certificate.js';
import { withApi } from './testing/api-server.js';
import { waitForApi } from './wait-for-api.js';

const PAUSE = 10;

test('the wait ends when the API server is ready; all questions take one connection', async () => {
  const answers = ['not yet', 'not yet', 'ok'];
  await withApi(answers, async ({ api, connections }) => {
    await waitForApi(api, PAUSE, 10_000);
    assert.deepEqual(answers, ['ok']);
    assert.equal(connections(), 1);
  });
});

test('what a seed has done is not waited for', async () => {
  await withApi(['ok'], async ({ api, paths }) => {
    await waitForApi(api, PAUSE, 10_000);
    const hooks = ['poststarthook/rbac/bootstrap-roles', 'poststarthook/scheduling/bootstrap-system-priority-classes'];
    assert.deepEqual([...paths], [`/readyz?exclude=${hooks.join('&exclude=')}`]);
  });
});

test('the last answer is told when it takes too long', async () => {
  await withApi(['[-]etcd failed'], async ({ api }) => {
    await assert.rejects(waitForApi(api, PAUSE, 200), /the API server is not ready: \[-\]etcd failed/);
  });
});

test('another authority’s server is none', async () => {
  const { authority } = opensslCertificate('/CN=kube-apiserver', '/CN=another', ['subjectAltName=DNS:kubernetes']);
  await withApi(['ok'], async ({ api }) => {
    await assert.rejects(waitForApi({ ...api, ca: authority }, PAUSE, 200), /the API server is not ready: /);
  });
});
