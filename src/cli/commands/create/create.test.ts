import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { Interrupted } from '../../exit-codes.js';
import { type CapturedOptions, kind } from '../../testing/captured-cli.js';
import { fakeEngine } from '../../testing/fake-engine.js';
import { recorded } from '../../testing/recorded.js';

const created = { name: 'dev', context: 'kind-dev', nodes: [], kubeconfigPath: '', timings: [] };

async function create(line: string, options: CapturedOptions = {}) {
  const { calls, call } = recorded(created);
  const result = await kind(['create', 'cluster', ...line.split(' ').filter(Boolean)], {
    engine: fakeEngine(),
    ...options,
    library: { createCluster: call },
  });
  return { ...result, options: calls[0] };
}

test('create cluster passes its flags on and says how to use the cluster', async () => {
  const plain = await create('');
  assert.deepEqual(plain.options, { env: {}, cwd: '/nowhere', retain: false, wait: 0 });
  assert.equal(plain.stdout, '');
  assert.equal(
    plain.stderr,
    'You can now use your cluster with:\n\nkubectl cluster-info --context kind-dev\n\nEnjoy your cluster, and your day! 👋\n',
  );
  const full = await create("-n dev --image img --retain --wait 1m30s --kubeconfig /k%20/it's --config -", {
    input: 'a: b\n',
  });
  assert.deepEqual(full.options, {
    env: {},
    cwd: '/nowhere',
    retain: true,
    wait: 90_000,
    name: 'dev',
    image: 'img',
    kubeconfig: "/k%20/it's",
    config: { text: 'a: b\n', source: 'stdin' },
  });
  assert.match(full.stderr, /kubectl cluster-info --context kind-dev --kubeconfig '\/k%20\/it'"'"'s'\n/);
});

test('create cluster says goodbye in four ways', async () => {
  const ways = await Promise.all([0, 0.25, 0.5, 0.99].map(async (random) => (await create('', { random })).stderr));
  assert.equal(new Set(ways).size, 4);
});

test('create cluster reads its configuration from a file, relative to the working directory', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'kind-cli-'));
  writeFileSync(join(cwd, 'c.yaml'), 'kind: Cluster\n');
  const { options } = await create('--config c.yaml', { cwd });
  assert.deepEqual((options as { config: unknown }).config, { text: 'kind: Cluster\n', source: 'c.yaml' });
  const missing = await create('--config none.yaml', { cwd });
  assert.equal(
    missing.stderr,
    'ERROR: failed to create cluster: error reading file: open none.yaml: no such file or directory\n',
  );
});

test('a configuration may be in UTF-16, as Windows writes it, but not in something else', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'kind-cli-'));
  writeFileSync(join(cwd, 'le.yaml'), '\ufeffname: é\n', 'utf16le');
  writeFileSync(join(cwd, 'be.yaml'), Buffer.from('\ufeffname: é\n', 'utf16le').swap16());
  writeFileSync(join(cwd, 'latin.yaml'), 'name: é\n', 'latin1');
  for (const file of ['le.yaml', 'be.yaml']) {
    const { options } = await create(`--config ${file}`, { cwd });
    assert.deepEqual((options as { config: unknown }).config, { text: 'name: é\n', source: file });
  }
  const { stderr } = await create('--config latin.yaml', { cwd });
  assert.equal(stderr, 'ERROR: failed to create cluster: error reading file: the text is not UTF-8\n');
});

test('create cluster stops reading its configuration when it is interrupted', async () => {
  const controller = new AbortController();
  setImmediate(() => controller.abort(new Interrupted('SIGINT')));
  const { code, stderr } = await create('--config -', { stdin: new PassThrough(), signal: controller.signal });
  assert.deepEqual([code, stderr], [130, 'ERROR: cancelled by SIGINT\n']);
});

test('--timings writes a page when the cluster is there, and is refused before when it cannot', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'kind-cli-'));
  const { code } = await create('--timings t.html', { cwd });
  assert.equal(code, 0);
  assert.match(readFileSync(join(cwd, 't.html'), 'utf8'), /<h1>kind create cluster --name dev<\/h1>/);
  const refused = await create('--timings none/t.html', { cwd });
  assert.equal(refused.options, undefined);
  assert.equal(refused.stderr, 'ERROR: cannot write --timings: access none: no such file or directory\n');
});

test('the name comes from --name, else KIND_CLUSTER_NAME, else the library decides', async () => {
  const env = { KIND_CLUSTER_NAME: 'from-env' };
  const name = async (line: string, env: Record<string, string>) =>
    ((await create(line, { env })).options as { name?: string }).name;
  assert.equal(await name('--name given', env), 'given');
  assert.equal(await name('', env), 'from-env');
  assert.equal(await name('', { KIND_CLUSTER_NAME: '' }), undefined);
  assert.equal(await name('--name=', env), undefined);
});
