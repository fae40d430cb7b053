import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { shippedFile } from '../pins.js';

const script = await shippedFile('build.sh');

interface Ran {
  calls: string[];
  stderr: string;
  status: number | null;
  directory: string;
}

/** Runs build.sh in a directory with these executable files, with programs that write down how they are called. */
function build(
  t: TestContext,
  args: string[],
  env: Record<string, string> = {},
  files: Record<string, string> = {},
): Ran {
  const directory = mkdtempSync(join(tmpdir(), 'kindling-build-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const log = join(directory, 'log');
  writeFileSync(log, '');
  const programs = Object.fromEntries(
    ['kind', 'docker', 'podman'].map((name) => [name, `#!/bin/sh\necho ${name} "$@" >>${log}\n`]),
  );
  for (const [name, text] of Object.entries({ ...programs, ...files })) {
    writeFileSync(join(directory, name), text, { mode: 0o755 });
  }
  const variables = { PATH: `${directory}:${process.env.PATH}`, KIND: join(directory, 'kind'), ...env };
  const { stderr, status } = spawnSync(script, args, { cwd: directory, env: variables, encoding: 'utf8' });
  return { calls: readFileSync(log, 'utf8').split('\n').filter(Boolean), stderr, status, directory };
}

test('the old variables become flags', (t) => {
  assert.deepEqual(build(t, ['team/kind:1']).calls, ['kind build ci-image --image team/kind:1']);
  const { calls, stderr } = build(t, ['team/kind:1'], { KUBERNETES_VERSION: 'v1.35.4', STATIC_IP: '172.99.99.1' });
  assert.deepEqual(calls, ['kind build ci-image --image team/kind:1 --static-ip 172.99.99.1 v1.35.4']);
  assert.equal(stderr, '');
});

test('variables that mean nothing any more are said to have no effect', (t) => {
  const { calls, stderr } = build(t, ['k'], { DOCKER_IMAGE: 'stable-dind', MINIKUBE_VERSION: 'v0.28.0' });
  assert.deepEqual(calls, ['kind build ci-image --image k']);
  assert.match(stderr, /DOCKER_IMAGE has no effect[^\n]*\n.*MINIKUBE_VERSION has no effect/);
});

test('hooks of the directory are used, and the one for this machine is run', (t) => {
  const { calls, directory } = build(t, ['k'], {}, { 'images.sh': '', 'before-setup.sh': '#!/bin/sh\nkind before\n' });
  assert.deepEqual(calls, ['kind before', `kind build ci-image --image k --hooks ${directory}`]);
});

test('a second name is the first with another tag', (t) => {
  const tagged = (image: string, env = {}) => build(t, [image, 'v9'], env).calls[1];
  assert.equal(
    tagged('r.example:5000/team/kind:1'),
    'docker tag r.example:5000/team/kind:1 r.example:5000/team/kind:v9',
  );
  assert.equal(tagged('r.example:5000/team/kind'), 'docker tag r.example:5000/team/kind r.example:5000/team/kind:v9');
  assert.match(tagged('k', { KIND_EXPERIMENTAL_PROVIDER: 'podman' }) ?? '', /^podman tag k k:v9$/);
});

test('without a name, and when the build fails, it fails', (t) => {
  const { status, stderr } = build(t, []);
  assert.equal(status, 2);
  assert.match(stderr, /^usage: .*build\.sh IMAGE \[VERSION_TAG\]\n$/);
  const failing = build(t, ['k', 'v9'], {}, { kind: '#!/bin/sh\nexit 3\n' });
  assert.deepEqual([failing.status, failing.calls], [3, []]);
});
