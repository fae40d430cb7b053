import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { shippedFile } from '../pins.js';
import { presentHooks } from './hooks.js';

function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'kindling-hooks-'));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}

test('hooks are optional, but one has to be there, and each has to be executable', async (t) => {
  const path = directory(t);
  await assert.rejects(presentHooks(path), { code: 'USAGE', message: `there are no hooks in ${path}` });
  writeFileSync(join(path, 'images.sh'), '#!/bin/sh\n', { mode: 0o755 });
  assert.deepEqual([...(await presentHooks(path))], ['images.sh']);
  writeFileSync(join(path, 'after-cluster.sh'), '#!/bin/sh\n', { mode: 0o644 });
  await assert.rejects(presentHooks(path), { code: 'USAGE', message: /after-cluster\.sh is not executable/ });
  chmodSync(join(path, 'after-cluster.sh'), 0o755);
  assert.deepEqual([...(await presentHooks(path))], ['after-cluster.sh', 'images.sh']);
});

const script = await shippedFile('images', 'ci', 'docker');

/** Runs hooks' `docker` with a containerd client that writes down how it is called. */
function docker(
  t: TestContext,
  lines: readonly string[][],
  input = '',
): { calls: string[]; stderr: string; status: number | null } {
  const path = directory(t);
  const log = join(path, 'log');
  writeFileSync(log, '');
  writeFileSync(join(path, 'ctr'), `#!/bin/sh\necho "$@" >>${log}\n`, { mode: 0o755 });
  const ours = join(path, 'docker');
  writeFileSync(ours, readFileSync(script, 'utf8').replace('/run/kind-ci/logins', join(path, 'logins')), {
    mode: 0o755,
  });
  const env = { PATH: `${path}:${process.env.PATH}` };
  const results = lines.map((args) => spawnSync(ours, args, { encoding: 'utf8', env, input }));
  const calls = readFileSync(log, 'utf8').split('\n').filter(Boolean);
  return { calls, stderr: results.map(({ stderr }) => stderr).join(''), status: results.at(-1)?.status ?? null };
}

const CTR = '--namespace=k8s.io images';

test('images are pulled by the names that Kubernetes knows them by', (t) => {
  const names = ['nginx:1.13', 'alpine', 'team/app', 'r.example:5000/a/b:1', 'localhost/x', 'a@sha256:00'];
  const { calls } = docker(
    t,
    names.map((name) => ['pull', name]),
  );
  const full = [
    ...['docker.io/library/nginx:1.13', 'docker.io/library/alpine:latest', 'docker.io/team/app:latest'],
    ...['r.example:5000/a/b:1', 'localhost/x:latest', 'docker.io/library/a@sha256:00'],
  ];
  assert.deepEqual(
    calls,
    full.map((name) => `${CTR} pull ${name}`),
  );
});

test('a login is for its registry', (t) => {
  const login = ['login', '--username', 'me', '--password-stdin', 'r.example'];
  const { calls } = docker(t, [login, ['pull', 'r.example/a:1'], ['pull', 'other.example/a:1']], 'secret\n');
  assert.deepEqual(calls, [`${CTR} pull --user me:secret r.example/a:1`, `${CTR} pull other.example/a:1`]);
});

test('archives are loaded; what there is not is an error', (t) => {
  const { calls } = docker(t, [['load', '-i', 'a.tar'], ['load', '--input=b.tar'], ['load']]);
  assert.deepEqual(calls, [`${CTR} import a.tar`, `${CTR} import b.tar`, `${CTR} import -`]);
  const { status, stderr } = docker(t, [['build', '.']]);
  assert.equal(status, 1);
  assert.match(stderr, /there are pull, login and load, not "build"/);
});
