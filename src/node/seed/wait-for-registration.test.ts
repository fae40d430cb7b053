import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opensslCertificate } from '../../pki/testing/openssl-certificate.js';
import { withApi } from './testing/api-server.js';
import { waitForRegistration } from './wait-for-registration.js';

const PAUSE = 10;
const { certificate, privateKey } = opensslCertificate('/CN=system:node:x-worker', '/CN=kubernetes', []);
/** As the kubelet has it. */
const client = certificate + privateKey;

/** A Node object as the API server gives it. */
function nodeOf(kubeletVersion: string): string {
  return JSON.stringify({ kind: 'Node', status: { capacity: { cpu: '2' }, nodeInfo: { kubeletVersion } } });
}

test('a node is registered when its object says what kubelet it has', async () => {
  const answers = ['Forbidden', '{"kind":"Node"}', nodeOf(''), nodeOf('v1.36.3')];
  await withApi(answers, async ({ api, connections, paths, clients }) => {
    await waitForRegistration({ ...api, client }, 'x-worker', PAUSE, 10_000);
    assert.equal(answers.length, 1);
    assert.equal(connections(), 1);
    assert.deepEqual([...paths], ['/api/v1/nodes/x-worker']);
    assert.deepEqual([...clients], ['system:node:x-worker']);
  });
});

test('what is missing is told when it takes too long', async () => {
  const cases = { Forbidden: /: HTTP 500: Forbidden$/, [nodeOf('')]: /: the Node object has nothing of it$/ };
  for (const [answer, reason] of Object.entries(cases)) {
    await withApi([answer], async ({ api }) => {
      const waiting = waitForRegistration({ ...api, client }, 'x-worker', PAUSE, 100);
      await assert.rejects(waiting, (error: Error) => {
        assert.match(error.message, /^the kubelet of node "x-worker" has not registered it: /);
        assert.match(error.message, reason);
        return true;
      });
    });
  }
});
