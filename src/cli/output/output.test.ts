import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { KindlingError } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import { getCommands } from '../commands/get/index.js';
import { kind } from '../testing/captured-cli.js';
import { fakeEngine } from '../testing/fake-engine.js';

const engine = fakeEngine([
  { name: 'b-worker', cluster: 'b', role: 'worker' },
  { name: 'b-control-plane', cluster: 'b', role: 'control-plane' },
  { name: 'a-control-plane', cluster: 'a', role: 'control-plane', state: 'exited' },
]);
const clusters = [
  { name: 'a', nodes: ['a-control-plane'] },
  { name: 'b', nodes: ['b-worker', 'b-control-plane'] },
];
const nodes = [
  { name: 'b-worker', cluster: 'b', role: 'worker', state: 'running' },
  { name: 'b-control-plane', cluster: 'b', role: 'control-plane', state: 'running' },
  { name: 'a-control-plane', cluster: 'a', role: 'control-plane', state: 'exited' },
];

/** What a command that succeeds silently prints as JSON and as YAML. */
async function both(line: string, options: Parameters<typeof kind>[1] = { engine }): Promise<unknown> {
  const [json, yaml] = await Promise.all(
    ['json', 'yaml'].map((format) => kind([...line.split(' '), '-o', format], options)),
  );
  assert.deepEqual([json?.code, json?.stderr, yaml?.code, yaml?.stderr], [0, '', 0, '']);
  const value = JSON.parse(json?.stdout ?? '');
  assert.deepEqual(parse(yaml?.stdout ?? ''), value);
  return value;
}

test('get clusters -o lists clusters with their nodes', async () => {
  assert.deepEqual(await both('get clusters'), clusters);
  assert.deepEqual(await both('get clusters', { engine: fakeEngine() }), []);
});

test('get nodes -o lists nodes with cluster, role and state', async () => {
  assert.deepEqual(await both('get nodes -n b'), nodes.slice(0, 2));
  assert.deepEqual(await both('get nodes -A'), [...nodes.slice(2), ...nodes.slice(0, 2)]);
  assert.deepEqual(await both('get nodes'), []);
});

test('get kubeconfig -o is the kubeconfig in either format', async () => {
  const kubeconfig = 'apiVersion: v1\nclusters: []\ncurrent-context: kind-b\n';
  const library = { getKubeconfig: async () => kubeconfig };
  assert.deepEqual(await both('get kubeconfig', { engine, library }), parse(kubeconfig));
});

test('get kubeconfig-path -o is the path, and the pointer to what to use now stays on stderr', async () => {
  const library = { exportKubeconfig: async () => ({ context: 'kind-b', path: '' }) };
  const { stdout, stderr } = await kind(['get', 'kubeconfig-path', '-n', 'b', '-o', 'json'], {
    engine,
    library,
    env: { HOME: '/home/me' },
  });
  assert.deepEqual(JSON.parse(stdout), { path: '/home/me/.kube/kind-config-b' });
  assert.match(stderr, /deprecated/);
});

for (const { name } of getCommands.commands ?? []) {
  test(`get ${name} tells of an error in the format that was asked for`, async () => {
    const error = new KindlingError('ENGINE_UNAVAILABLE', 'no engine', { hint: 'install one' });
    const options = { library: { detectEngine: () => Promise.reject(error) }, env: { HOME: '/home/me' } };
    const expected = { error: { code: 'ENGINE_UNAVAILABLE', message: 'no engine', hint: 'install one' } };
    const json = await kind(['get', name, '-o', 'json'], options);
    assert.deepEqual([json.code, json.stdout], [1, '']);
    assert.deepEqual(JSON.parse(json.stderr.trimEnd().split('\n').at(-1) ?? ''), expected);
    const yaml = await kind(['get', name, '--output', 'yaml'], options);
    assert.deepEqual(parse(yaml.stderr.slice(yaml.stderr.indexOf('error:'))), expected);
    const usage = await kind(['get', name, '-o', 'json', '--no-such-flag'], options);
    assert.deepEqual(JSON.parse(usage.stderr).error.code, 'USAGE');
  });
}

test('YAML is written with fields in their order', async () => {
  const { stdout } = await kind(['get', 'nodes', '-n', 'a', '--output=yaml'], { engine });
  assert.equal(stdout, '- name: a-control-plane\n  cluster: a\n  role: control-plane\n  state: exited\n');
});

test('a value that is no format is refused, as plain text', async () => {
  const { code, stdout, stderr } = await kind(['get', 'nodes', '-o', 'wide'], { engine });
  assert.deepEqual(
    [code, stdout, stderr],
    [1, '', 'ERROR: invalid argument "wide" for "-o, --output" flag: must be one of: json, yaml\n'],
  );
  assert.match((await kind(['create', 'cluster', '-o', 'json'])).stderr, /^ERROR: unknown shorthand flag: 'o' in -o\n/);
});

test('help and completion know the formats', async () => {
  for (const what of ['clusters', 'nodes', 'kubeconfig']) {
    const { stdout } = await kind(['get', what, '--help']);
    assert.match(stdout, /^ {2}-o, --output json\|yaml /m);
    assert.match(stdout, /\{error: \{code, message, hint\}\}/);
    assert.match((await kind(['__complete', 'get', what, '-o', ''])).stdout, /^json\nyaml\n/);
  }
});

const failing = (error: unknown) => ({ library: { detectEngine: () => Promise.reject(error) } });

test('with -o, an error is an object on stderr', async () => {
  const error = new KindlingError('ENGINE_UNAVAILABLE', 'no engine', { hint: 'install one' });
  const expected = { error: { code: 'ENGINE_UNAVAILABLE', message: 'no engine', hint: 'install one' } };
  const json = await kind(['get', 'nodes', '-o', 'json'], failing(error));
  assert.deepEqual([json.code, json.stdout, json.stderr], [1, '', `${JSON.stringify(expected)}\n`]);
  const yaml = await kind(['get', 'nodes', '-o', 'yaml'], failing(error));
  assert.deepEqual([yaml.code, yaml.stdout, parse(yaml.stderr)], [1, '', expected]);
});

test("the object has a failed program's output, and with verbosity the stack trace", async () => {
  const inner = new CommandError(['docker', 'ps'], 'exit status 1', { exitCode: 1, output: 'no daemon\n' });
  const error = new Error('failed to list clusters', { cause: inner });
  const { stderr } = await kind(['get', 'clusters', '-o', 'json', '-v', '1'], failing(error));
  const { stackTrace, ...rest } = JSON.parse(stderr).error;
  assert.deepEqual(rest, { code: inner.code, message: 'failed to list clusters', commandOutput: 'no daemon\n' });
  assert.match(stackTrace, /Caused by: CommandError/);
  const ours = await kind(['get', 'clusters', '-o', 'json'], failing(new TypeError('oops')));
  assert.deepEqual(JSON.parse(ours.stderr), { error: { code: 'INTERNAL', message: 'oops' } });
});

test('mistakes on the command line are objects too, whatever they are; quiet silences them', async () => {
  const message = 'unknown flag: --nam';
  const { stderr } = await kind(['get', 'nodes', '--nam', 'x', '-o', 'json']);
  assert.deepEqual(JSON.parse(stderr), { error: { code: 'USAGE', message, hint: 'did you mean --name?' } });
  const extra = await kind(['-v', 'many', 'get', 'nodes', '-ojson']);
  assert.equal(JSON.parse(extra.stderr).error.code, 'USAGE');
  assert.equal((await kind(['get', 'nodes', '-q', '-o', 'json'], failing(new Error('x')))).stderr, '');
});
