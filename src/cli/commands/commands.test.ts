import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { Interrupted } from '../exit-codes.js';
import { type CapturedOptions, kind } from '../testing/captured-cli.js';
import { fakeEngine } from '../testing/fake-engine.js';

const containers = [
  { name: 'b-worker', cluster: 'b', role: 'worker' },
  { name: 'b-control-plane', cluster: 'b', role: 'control-plane' },
  { name: 'b-external-load-balancer', cluster: 'b', role: 'external-load-balancer', state: 'exited' },
  { name: 'a-control-plane', cluster: 'a', role: 'control-plane', state: 'exited' },
];

/** A library function that records its options (without engine, progress and signal) and returns a value. */
function recorded<T>(result: T) {
  const calls: unknown[] = [];
  const call = async ({ engine, progress, signal, ...options }: Record<string, unknown>) => {
    assert.ok(engine && progress && signal);
    calls.push(options);
    return result;
  };
  return { calls, call };
}

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

test('create cluster stops reading its configuration when it is interrupted', async () => {
  const controller = new AbortController();
  setImmediate(() => controller.abort(new Interrupted('SIGINT')));
  const { code, stderr } = await create('--config -', { stdin: new PassThrough(), signal: controller.signal });
  assert.deepEqual([code, stderr], [130, 'ERROR: cancelled by SIGINT\n']);
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

test('get clusters lists names, sorted and once each', async () => {
  const { code, stdout, stderr } = await kind(['get', 'clusters'], { engine: fakeEngine(containers) });
  assert.deepEqual([code, stdout, stderr], [0, 'a\nb\n', '']);
  const none = await kind(['get', 'clusters'], { engine: fakeEngine() });
  assert.deepEqual([none.code, none.stdout, none.stderr], [0, '', 'No kind clusters found.\n']);
});

test("get nodes lists containers in the engine's order, the load balancer and stopped ones too", async () => {
  const nodes = (line: string, env = {}) =>
    kind(['get', 'nodes', ...line.split(' ').filter(Boolean)], { engine: fakeEngine(containers), env });
  assert.equal((await nodes('-n b')).stdout, 'b-worker\nb-control-plane\nb-external-load-balancer\n');
  assert.equal((await nodes('', { KIND_CLUSTER_NAME: 'a' })).stdout, 'a-control-plane\n');
  assert.equal((await nodes('-A -n a')).stdout.split('\n').length, 5);
  const none = await nodes('');
  assert.deepEqual([none.code, none.stdout, none.stderr], [0, '', 'No kind nodes found for cluster "kind".\n']);
  const noneAtAll = await kind(['get', 'nodes', '--all-clusters'], { engine: fakeEngine() });
  assert.deepEqual([noneAtAll.code, noneAtAll.stderr], [0, 'No kind nodes for any cluster.\n']);
});

test('get kubeconfig ends with two newlines, and names the cluster that is missing', async () => {
  const { calls, call } = recorded('apiVersion: v1\n');
  const engine = fakeEngine();
  const found = await kind(['get', 'kubeconfig', '--internal'], { engine, library: { getKubeconfig: call } });
  assert.deepEqual([found.code, found.stdout, found.stderr], [0, 'apiVersion: v1\n\n', '']);
  assert.deepEqual(calls, [{ name: 'kind', internal: true }]);
  const missing = await kind(['get', 'kubeconfig', '-n', 'x'], { engine });
  assert.equal(missing.code, 1);
  assert.match(
    missing.stderr,
    /^ERROR: could not locate any control plane nodes for cluster named 'x'. Use the --name option to select a different cluster\n/,
  );
});

test('export kubeconfig names the context', async () => {
  const { calls, call } = recorded({ context: 'kind-a', path: '/p' });
  const line = ['export', 'kubeconfig', '--name=a', '--kubeconfig', '/p', '--internal'];
  const { stdout, stderr } = await kind(line, { engine: fakeEngine(), library: { exportKubeconfig: call } });
  assert.deepEqual([stdout, stderr], ['', 'Set kubectl context to "kind-a"\n']);
  assert.deepEqual(calls, [{ env: {}, kubeconfig: '/p', name: 'a', internal: true }]);
});

test('delete cluster removes nodes and kubeconfig entries; no such cluster is no error', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'kind-cli-')), 'config');
  writeFileSync(path, 'contexts:\n- name: kind-b\n- name: mine\ncurrent-context: kind-b\n');
  const engine = fakeEngine(containers);
  const { code, stdout, stderr } = await kind(['delete', 'cluster', '-n', 'b', '--kubeconfig', path], { engine });
  assert.deepEqual(
    [code, stdout, stderr],
    [0, '', 'Deleting cluster "b" ...\nDeleted nodes: ["b-worker" "b-control-plane" "b-external-load-balancer"]\n'],
  );
  assert.deepEqual(engine.removed, ['b-worker', 'b-control-plane', 'b-external-load-balancer']);
  assert.equal(readFileSync(path, 'utf8'), 'contexts:\n- name: mine\n');
  const none = await kind(['delete', 'cluster'], { engine, env: { KUBECONFIG: '/nowhere/config' } });
  assert.deepEqual([none.code, none.stderr], [0, 'Deleting cluster "kind" ...\n']);
});

test('delete cluster fails when a kubeconfig can not be updated, after deleting the nodes', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'kind-cli-')), 'config');
  writeFileSync(path, '[]');
  const engine = fakeEngine(containers);
  const { code, stderr } = await kind(['delete', 'cluster', '-n', 'a', '--kubeconfig', path], { engine });
  assert.equal(code, 1);
  assert.match(stderr, /^failed to update kubeconfig: failed to read kubeconfig to remove KIND entry: /m);
  assert.match(stderr, /^ERROR: failed to delete cluster "a": /m);
  assert.deepEqual(engine.removed, ['a-control-plane']);
});

test('delete clusters takes names or --all, and passes over what fails', async () => {
  const engine = fakeEngine(containers);
  const env = { KUBECONFIG: '/nowhere/config', KIND_CLUSTER_NAME: 'ignored' };
  const none = await kind(['delete', 'clusters'], { engine, env });
  assert.equal(none.code, 1);
  assert.match(none.stderr, /^ERROR: no cluster names provided\n/);
  const named = await kind(['delete', 'clusters', 'a', 'x'], { engine, env });
  assert.deepEqual(
    [named.code, named.stderr],
    [0, 'Deleted nodes: ["a-control-plane"]\nDeleted clusters: ["a" "x"]\n'],
  );
  engine.removeContainers = () => Promise.reject(new Error('no'));
  const failed = await kind(['delete', 'clusters', '--all'], { engine, env });
  assert.equal(failed.code, 0);
  assert.match(failed.stderr, /^failed to delete cluster "b": no\nDeleted clusters: \[\]\n$/);
});

test('export logs prints the directory', async () => {
  const engine = fakeEngine(containers);
  const { calls, call } = recorded(undefined);
  const library = { collectLogs: call };
  const given = await kind(['export', 'logs', 'out', '-n', 'a'], { engine, library });
  assert.deepEqual([given.code, given.stdout, given.stderr], [0, 'out\n', 'Exporting logs for cluster "a" to:\n']);
  assert.deepEqual(calls, [{ name: 'a', dir: '/nowhere/out' }]);
  const temporary = await kind(['export', 'logs', '-n', 'a'], { engine, library });
  assert.ok(existsSync(temporary.stdout.trim()));
  const unknown = await kind(['export', 'logs'], { engine, library });
  assert.deepEqual([unknown.code, unknown.stdout, unknown.stderr], [1, '', 'ERROR: unknown cluster "kind"\n']);
});

test('load passes images, archives and nodes on', async () => {
  const images = recorded(undefined);
  const archives = recorded(undefined);
  const options = { engine: fakeEngine(), library: { loadImages: images.call, loadArchives: archives.call } };
  await kind(['load', 'docker-image', 'a', 'b:1', '--nodes', 'x,y', '--nodes=z'], options);
  assert.deepEqual(images.calls, [{ name: 'kind', images: ['a', 'b:1'], nodes: ['x', 'y', 'z'] }]);
  const one = await kind(['load', 'image-archive', 'a.tar', '-n', 'dev'], options);
  assert.equal(one.stderr, '');
  const two = await kind(['load', 'image-archive', 'a.tar', '/b.tar'], options);
  assert.match(two.stderr, /^Loading several archives/);
  assert.deepEqual(archives.calls, [
    { name: 'dev', archives: ['/nowhere/a.tar'] },
    { name: 'kind', archives: ['/nowhere/a.tar', '/b.tar'] },
  ]);
  await kind(['load', 'image-archive', '-'], { ...options, input: 'an archive' });
  const { archives: given } = archives.calls[2] as unknown as { archives: Readable[] };
  assert.equal(given.length === 1 && given[0] && (await text(given[0])), 'an archive');
  const twice = await kind(['load', 'image-archive', '-', 'a.tar', '-'], options);
  assert.deepEqual([twice.code, archives.calls.length], [1, 3]);
  assert.match(twice.stderr, /^ERROR: standard input \("-"\) can be loaded once only/);
});

test('build passes version, name and architecture on', async () => {
  const base = recorded(undefined);
  const node = recorded(undefined);
  const options = { engine: fakeEngine(), builders: { buildBaseImage: base.call, buildNodeImage: node.call } };
  await kind(['build', 'base-image'], options);
  await kind(['build', 'base-image', '--arch=arm64', '--image', 'my/base:1'], options);
  assert.deepEqual(base.calls, [{}, { arch: 'arm64', image: 'my/base:1' }]);
  assert.equal((await kind(['build', 'node-image'], options)).stderr, '');
  const detected = await kind(['build', 'node-image', 'v1.35.4', '--image=a'], options);
  assert.equal(detected.stderr, 'Detected build type: "modules"\n');
  await kind(['build', 'node-image', '1.35.4', '--type=modules'], options);
  assert.deepEqual(node.calls, [{}, { kubernetesVersion: 'v1.35.4', image: 'a' }, { kubernetesVersion: '1.35.4' }]);
});

test('build says what it can not build from', async () => {
  const cases = {
    'https://example.com/k.tgz': /building from "url" is not possible/,
    '/': /building from "source" is not possible/,
    'ci/latest': /building from "ci" is not possible/,
    '--type=release': /building from "release" is not possible/,
    nonsense: /nonsense is not a valid kubernetes version/,
    '--arch=mips': /unsupported architecture "mips"/,
  };
  for (const [argument, message] of Object.entries(cases)) {
    const { code, stderr } = await kind(['build', 'node-image', argument], { engine: fakeEngine() });
    assert.equal(code, 1);
    assert.match(stderr, message);
    assert.match(stderr, /^HINT: /m);
  }
});
