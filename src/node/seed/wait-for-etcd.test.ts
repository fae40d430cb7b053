import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { opensslCertificate } from '../../pki/testing/openssl-certificate.js';
import { type StandIn, withApi } from './testing/api-server.js';
import { waitForEtcd } from './wait-for-etcd.js';

const pki = mkdtempSync(join(tmpdir(), 'kindling-etcd-'));
after(() => rmSync(pki, { recursive: true }));

const { certificate, privateKey } = opensslCertificate('/CN=x-control-plane2', '/CN=etcd-ca', []);
writeFileSync(join(pki, 'peer.crt'), certificate);
writeFileSync(join(pki, 'peer.key'), privateKey);

async function wait({ api }: StandIn, deadline: number, name = 'x-control-plane'): Promise<void> {
  writeFileSync(join(pki, 'ca.crt'), api.ca);
  const member = { name, peerUrls: [`https://${api.host}:${api.port}`, 'https://x.invalid:2380'] };
  await waitForEtcd(member, { pause: 10, deadline }, pki);
}

test('the wait ends when the member answers its peer', async () => {
  const answers = ['not yet', '{"etcdserver":"3.6.6"}'];
  await withApi(answers, async (standIn) => {
    await wait(standIn, 10_000);
    assert.equal(answers.length, 1);
    assert.deepEqual([...standIn.paths], ['/version']);
    assert.deepEqual([...standIn.clients], ['x-control-plane2']);
  });
});

test('the last answer is told when it takes too long', async () => {
  await withApi(['closed'], async (standIn) => {
    await assert.rejects(
      wait(standIn, 100),
      /^Error: etcd of node "x-control-plane" does not answer: HTTP 500: closed$/,
    );
  });
});

test('a server that is another node’s is not the one', async () => {
  await withApi(['{}'], async (standIn) => {
    await assert.rejects(wait(standIn, 100, 'y-control-plane'), /etcd of node "y-control-plane" does not answer: /);
  });
});
