import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { kubeconfigFor, readCredentials } from './credentials.js';

const CREDENTIALS = { ca: 'CA\n', certificate: 'CERTIFICATE\n', key: 'KEY\n' };

function file(t: TestContext, text: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'kindling-credentials-'));
  t.after(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'admin.conf'), text);
  return join(directory, 'admin.conf');
}

test('a kubeconfig has one cluster, for any kind of host', () => {
  for (const server of ['https://kind:8443', 'https://[fd00::1]:8443', 'https://my_alias:1', 'https://1.2.3.4:8443']) {
    const config = parse(kubeconfigFor(server, CREDENTIALS));
    assert.equal(config.clusters[0].cluster.server, server);
    assert.deepEqual(config.contexts, [{ name: 'kind', context: { cluster: 'kind', user: 'kind' } }]);
    assert.equal(config['current-context'], 'kind');
    assert.equal(Buffer.from(config.users[0].user['client-key-data'], 'base64').toString(), 'KEY\n');
  }
});

test('what a kubeconfig says is read from it again', (t) => {
  assert.deepEqual(readCredentials(file(t, kubeconfigFor('https://kind:8443', CREDENTIALS))), CREDENTIALS);
});

test('a kubeconfig without a key is an error that names it', (t) => {
  const path = file(t, kubeconfigFor('https://kind:8443', CREDENTIALS).replace('client-key-data', 'client-key'));
  assert.throws(() => readCredentials(path), { message: `${path} has no client-key-data` });
});
