import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type CapturedOptions, kind } from '../../testing/captured-cli.js';
import { fakeEngine } from '../../testing/fake-engine.js';

const engine = fakeEngine([
  { name: 'kind-control-plane2', cluster: 'kind', role: 'control-plane' },
  { name: 'kind-worker', cluster: 'kind', role: 'worker' },
  { name: 'kind-control-plane', cluster: 'kind', role: 'control-plane' },
  { name: 'ha-control-plane', cluster: 'ha', role: 'control-plane', state: 'exited' },
  { name: 'ha-control-plane2', cluster: 'ha', role: 'control-plane' },
  { name: 'down-control-plane', cluster: 'down', role: 'control-plane', state: 'exited' },
]);
const kubectl = ['env', 'KUBECONFIG=/etc/kubernetes/admin.conf', 'kubectl'];

/** What `kind LINE` runs: the engine's flags with the node's name, kubectl's arguments, and standard input. */
async function runs(line: string, options: CapturedOptions = {}) {
  const { foreground, stderr } = await kind(line.split(' '), { engine, ...options });
  assert.equal(foreground.length, 1, stderr);
  const { command = [], input } = foreground[0] ?? {};
  const at = command.indexOf('env');
  assert.deepEqual(command.slice(at, at + 3), kubectl);
  return { engine: command.slice(2, at).join(' '), args: command.slice(at + 3).join(' '), input };
}

test('everything after kubectl is passed on to the first running control plane', async () => {
  const passed = await runs('kubectl get pods -n kube-system -o wide -q --help -v 9');
  assert.deepEqual(passed, {
    engine: 'kind-control-plane',
    args: 'get pods -n kube-system -o wide -q --help -v 9',
    input: undefined,
  });
});

test('the cluster is chosen by --name right after or before kubectl, or by the environment', async () => {
  assert.equal((await runs('kubectl --name ha get pods')).engine, 'ha-control-plane2');
  assert.equal((await runs('kubectl --name=ha -- get pods')).args, 'get pods');
  assert.equal((await runs('-n ha kubectl get pods -n x')).engine, 'ha-control-plane2');
  assert.equal((await runs('kubectl get', { env: { KIND_CLUSTER_NAME: 'ha' } })).engine, 'ha-control-plane2');
  assert.equal((await runs('kubectl -- --name x')).args, '--name x');
});

test('a cluster that is missing or stopped is an error', async () => {
  const missing = await kind(['kubectl', '--name', 'x', 'get', 'nodes'], { engine });
  assert.match(missing.stderr, /^ERROR: could not locate any control plane nodes for cluster named 'x'/);
  const stopped = await kind(['kubectl', '--name', 'down', 'get', 'nodes'], { engine });
  assert.equal(stopped.code, 1);
  assert.match(
    stopped.stderr,
    /^ERROR: no control plane node of cluster "down" is running\nHINT: .*docker start down-control/,
  );
});

test("the exit code is kubectl's", async () => {
  assert.equal((await kind(['kubectl', 'diff'], { engine, foregroundCode: 7 })).code, 7);
});

test('a terminal is passed through; else only input that is wanted', async () => {
  assert.equal((await runs('kubectl get pods', { terminal: true })).engine, '-i -t kind-control-plane');
  for (const line of [
    'apply -f -',
    'apply -f-',
    'apply --filename=-',
    'exec -it web -- sh',
    'exec web -i -- cat',
    'run x --stdin',
  ]) {
    assert.equal((await runs(`kubectl ${line}`)).engine, '-i kind-control-plane', line);
  }
  for (const line of ['get pods -A', 'exec web -- cat -i', 'logs -f web', 'delete pod x']) {
    assert.equal((await runs(`kubectl ${line}`)).engine, 'kind-control-plane', line);
  }
});

test('manifests of this machine are handed over', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'kind-kubectl-'));
  mkdirSync(join(cwd, 'dir'));
  writeFileSync(join(cwd, 'a.json'), '{"a": 1}');
  writeFileSync(join(cwd, 'dir', 'c.yml'), 'c: 1\n\n');
  writeFileSync(join(cwd, 'dir', 'b.yaml'), 'b: 1\n');
  writeFileSync(join(cwd, 'dir', 'README'), '');
  for (const flag of [
    '-f a.json',
    '-fa.json',
    '-f=a.json',
    '--filename a.json',
    '--filename=a.json',
    `-f ${cwd}/a.json`,
  ]) {
    const passed = await runs(`kubectl apply ${flag} -n x`, { cwd, terminal: true });
    assert.deepEqual(passed, { engine: '-i kind-control-plane', args: 'apply --filename=- -n x', input: '{"a": 1}' });
  }
  const several = await runs('kubectl apply -f a.json -o yaml -f dir', { cwd });
  assert.deepEqual(
    [several.args, several.input],
    ['apply --filename=- -o yaml', '---\n{"a": 1}\n---\nb: 1\n---\nc: 1\n'],
  );
  assert.equal((await runs('kubectl apply -f a.json,dir', { cwd })).input, several.input);
  const elsewhere = [
    'apply -f https://x/y.yaml',
    'apply -f /kind/manifests/x.yaml',
    'exec web -- cat -f a.json',
    'logs -f a.json',
  ];
  for (const line of elsewhere) {
    assert.deepEqual(await runs(`kubectl ${line}`, { cwd }), {
      engine: 'kind-control-plane',
      args: line,
      input: undefined,
    });
  }
});

test('our help is shown for --help alone', async () => {
  for (const line of [
    ['kubectl', '--help'],
    ['kubectl', '-h'],
    ['help', 'kubectl'],
    ['-h', 'kubectl'],
  ]) {
    const { code, stdout, foreground } = await kind(line, { engine });
    assert.deepEqual([code, foreground], [0, []]);
    assert.match(stdout, /^Usage:\n {2}kind kubectl \[--name NAME\] \[--\] ARGUMENT\.\.\.$/m);
  }
});
