import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { kind } from '../testing/captured-cli.js';
import { fakeEngine } from '../testing/fake-engine.js';

const engine = fakeEngine([
  { name: 'dev-control-plane', cluster: 'dev' },
  { name: 'dev-worker', cluster: 'dev' },
  { name: 'kind-control-plane', cluster: 'kind' },
]);

/** Candidates without descriptions, and the directive. */
async function complete(line: string, options = {}): Promise<string[]> {
  const { code, stdout } = await kind(['__complete', ...line.split(' ')], { engine, ...options });
  assert.equal(code, 0);
  return stdout
    .trimEnd()
    .split('\n')
    .map((candidate) => candidate.split('\t')[0] as string);
}

test('commands', async () => {
  assert.deepEqual(await complete('cr'), ['create', ':4']);
  assert.deepEqual(await complete('get '), ['clusters', 'images', 'kubeconfig', 'nodes', ':4']);
  assert.deepEqual(await complete('-v 1 get no'), ['nodes', ':4']);
  assert.deepEqual(await complete('get xyzzy '), [':4']);
  const { stdout } = await kind(['__complete', 'ver']);
  assert.equal(stdout, 'version\tPrint the version\n:4\n');
});

test("completion scripts of kind's own find what they call", async () => {
  const { code, stdout, stderr } = await kind(['__completeNoDesc', 'ver']);
  assert.deepEqual([code, stdout], [0, 'version\n:4\n']);
  assert.equal(stderr, 'Completion ended with directive: ShellCompDirectiveNoFileComp\n');
  const nothing = await kind(['__complete']);
  assert.deepEqual([nothing.code, nothing.stderr], [1, 'ERROR: requires at least 1 arg(s), only received 0\n']);
});

test("images in a cluster's nodes, but not those that came with it", async () => {
  const image = { id: 'sha256:0', size: 1, nodes: ['dev-worker'], shipped: false };
  const listImages = async ({ name }: { name: string }) => [
    { ...image, names: [`docker.io/library/${name}:1`, 'localhost/app:2'] },
    { ...image, names: ['registry.k8s.io/pause:3.10'], shipped: true },
  ];
  const library = { library: { listImages } };
  assert.deepEqual(await complete('delete images -n dev ', library), [
    'docker.io/library/dev:1',
    'localhost/app:2',
    ':4',
  ]);
  assert.deepEqual(await complete('delete images localhost/app:2 l', library), [':4']);
});

test('flags and their values', async () => {
  assert.deepEqual(await complete('create cluster --re'), ['--retain', ':4']);
  assert.deepEqual(await complete('delete cluster --name '), ['dev', 'kind', ':4']);
  assert.deepEqual(await complete('delete cluster -n d'), ['dev', ':4']);
  assert.deepEqual(await complete('delete cluster --name=d'), ['dev', ':4']);
  assert.deepEqual(await complete('create cluster --config '), [':0']);
  assert.deepEqual(await complete('create cluster --wait 3'), ['30s', ':4']);
  assert.deepEqual(await complete('load docker-image -n dev --nodes '), ['dev-control-plane', 'dev-worker', ':4']);
  assert.deepEqual(await complete('load docker-image -n dev --nodes dev-worker,dev-c'), [
    'dev-worker,dev-control-plane',
    ':4',
  ]);
  assert.deepEqual(await complete('load docker-image --nodes '), ['kind-control-plane', ':4']);
});

test('arguments', async () => {
  assert.deepEqual(await complete('delete clusters '), ['dev', 'kind', ':4']);
  assert.deepEqual(await complete('delete clusters kind '), ['dev', ':4']);
  assert.deepEqual(await complete('load image-archive x'), [':0']);
  assert.deepEqual(await complete('export logs '), [':16']);
  assert.deepEqual(await complete('get clusters '), [':4']);
  assert.deepEqual(await complete('kubectl apply -f '), [':0']);
});

test('without an engine there are no candidates, and no error', async () => {
  assert.deepEqual(await complete('delete clusters ', { engine: undefined }), [':4']);
});

test('there is a script for each shell', async () => {
  for (const shell of ['bash', 'fish', 'powershell', 'zsh']) {
    const { code, stdout, stderr } = await kind(['completion', shell]);
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /__complete/);
  }
});

test('the bash script offers what __complete prints', async () => {
  const { stdout: script } = await kind(['completion', 'bash']);
  const harness = `
    kind() { printf '%s\\n' "nodes\tall of them" "none" ":4"; }
    ${script}
    COMP_LINE="kind get --name=x no" COMP_POINT=20
    __kind_complete
    printf '%s,' "\${COMPREPLY[@]}"`;
  const { stdout, status, stderr } = spawnSync('bash', ['-c', harness], { encoding: 'utf8' });
  assert.deepEqual([status, stdout, stderr], [0, 'nodes,none,', '']);
});
