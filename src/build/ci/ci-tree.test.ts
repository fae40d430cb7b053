import assert from 'node:assert/strict';
import { mkdtemp, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SHARED_IDENTITIES } from '../../node/ci/paths.js';
import { identityTemplate } from '../../pki/testing/identity-template.js';
import type { SeedFile } from '../../seed/seed.js';
import { Tree } from '../rootfs/tree.js';
import { type CiFiles, ciRunConfig, writeCiTree, writeSharedIdentities } from './ci-tree.js';

async function directory(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'kindling-ci-tree-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

test('the layer has the programs, and nothing in the volume', async (t) => {
  const work = await directory(t);
  const names = ['entrypoint', 'serve', 'unit', 'waitForKind', 'docker'] as const;
  for (const name of names) await writeFile(join(work, name), name);
  const files = Object.fromEntries(names.map((name) => [name, join(work, name)])) as unknown as CiFiles;
  const tree = new Tree(join(work, 'rootfs'));
  await writeCiTree(tree, files);
  const run = ciRunConfig('172.99.99.1', ['PATH=/bin', 'STATIC_IP=172.30.99.1']);
  const [entrypoint = '', init] = run.Entrypoint ?? [];
  assert.equal(await readFile(tree.at(entrypoint), 'utf8'), 'entrypoint');
  assert.equal((await stat(tree.at(entrypoint))).mode & 0o777, 0o755);
  assert.equal(init, '/sbin/init');
  const unit = await readlink(tree.at('/etc/systemd/system/multi-user.target.wants/kind-ci.service'));
  assert.equal(await readFile(tree.at(unit), 'utf8'), 'unit');
  assert.deepEqual(await tree.list('/'), ['etc', 'kind']);
  assert.deepEqual(run.Env, ['PATH=/bin', 'KUBECONFIG=/etc/kubernetes/admin.conf', 'STATIC_IP=172.99.99.1']);
  assert.deepEqual(Object.keys(run.ExposedPorts ?? {}), ['8443/tcp', '10080/tcp']);
});

test('shared keys are whole identities, for root alone', async (t) => {
  const tree = new Tree(join(await directory(t), 'rootfs'));
  const ca = identityTemplate('/CN=ca', '/CN=ca', ['basicConstraints=critical,CA:TRUE', 'subjectKeyIdentifier=hash']);
  await writeSharedIdentities(tree, { identities: { 'pki/ca': ca } } as unknown as SeedFile, '172.30.99.1');
  const written = JSON.parse(await readFile(tree.at(SHARED_IDENTITIES), 'utf8'));
  assert.match(written['pki/ca'].privateKey, /BEGIN EC PRIVATE KEY/);
  assert.match(written['pki/ca'].certificate, /BEGIN CERTIFICATE/);
  assert.equal((await stat(tree.at(SHARED_IDENTITIES))).mode & 0o777, 0o600);
});
