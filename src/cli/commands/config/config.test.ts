import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { kind } from '../../testing/captured-cli.js';
import { fakeEngine } from '../../testing/fake-engine.js';

const HEAD = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n';
const OLD = 'kind: Cluster\napiVersion: kind.sigs.k8s.io/v1alpha3\n';

const engine = fakeEngine();
const config = (line: string, input: string) => kind(['config', ...line.split(' ')], { input, engine });

test('config validate says that a configuration is valid', async () => {
  const { code, stdout, stderr } = await config('validate -', HEAD);
  assert.deepEqual([code, stdout, stderr], [0, '', 'stdin is valid\n']);
});

test('config validate says what create would say', async () => {
  const cases: Record<string, string | RegExp> = {
    'nodez: []': 'unable to decode config: stdin:3:1: unknown field "nodez" in Cluster; did you mean "nodes"?',
    'nodes: [{role: worker}]': 'must have at least one control-plane node',
    'kubeadmConfigPatches: ["a"]': /^failed to parse patches: kubeadmConfigPatches\[0\]: /,
    'nodes: [{kubeadmConfigPatchesJSON6902: [{patch: "{}"}]}]':
      /^failed to parse JSON 6902 patches: nodes\[0\]\.kubeadmConfigPatchesJSON6902\[0\]: /,
    'containerdConfigPatches: ["["]': /^containerdConfigPatches\[0\]:1:/,
  };
  for (const [body, expected] of Object.entries(cases)) {
    const { code, stdout, stderr } = await config('validate -', HEAD + body);
    assert.deepEqual([code, stdout], [1, ''], body);
    const message = /^ERROR: (.*)$/m.exec(stderr)?.[1] ?? '';
    if (typeof expected === 'string') assert.equal(message, expected);
    else assert.match(message, expected);
  }
});

test('config validate and create point to config migrate for an old format', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'kind-cli-'));
  writeFileSync(join(cwd, 'old.yaml'), OLD);
  const pointer =
    'old.yaml is in the old format kind.sigs.k8s.io/v1alpha3: "kind config migrate old.yaml" writes it in today\'s\n';
  const valid = await kind(['config', 'validate', 'old.yaml'], { cwd, engine });
  assert.deepEqual([valid.code, valid.stderr], [0, `${pointer}old.yaml is valid\n`]);
  const created = await kind(['create', 'cluster', '--config', 'old.yaml'], { cwd, engine });
  assert.equal(created.stderr.slice(0, pointer.length), pointer);
  const stdin = await config('validate -', OLD);
  assert.match(stdin.stderr, /"kind config migrate -"/);
});

test('config migrate prints the current format', async () => {
  const { code, stdout, stderr } = await config('migrate -', `${OLD}# mine\nnodes: [{role: control-plane}]\n`);
  assert.deepEqual(
    [code, stdout, stderr],
    [
      0,
      `# Migrated from kind.sigs.k8s.io/v1alpha3\n\n${HEAD}nodes:\n- role: control-plane\n`,
      'comments of stdin are not carried over\n',
    ],
  );
  assert.deepEqual(await config('migrate -', stdout), { code: 0, stdout, stderr: '', foreground: [] });
});

test('config commands take one file', async () => {
  for (const command of ['validate', 'migrate']) {
    const none = await config(command, '');
    assert.deepEqual([none.code, none.stderr], [1, 'ERROR: accepts 1 arg(s), received 0\n']);
    assert.equal((await config(`${command} a b`, '')).stderr, 'ERROR: accepts 1 arg(s), received 2\n');
    const missing = await config(`${command} none.yaml`, '');
    assert.equal(missing.stderr, 'ERROR: error reading file: open none.yaml: no such file or directory\n');
  }
});

test('config schema prints the JSON Schema of the current format', async () => {
  const { code, stdout, stderr } = await config('schema', '');
  assert.deepEqual([code, stderr], [0, '']);
  const { $schema, title } = JSON.parse(stdout);
  assert.equal($schema, 'https://json-schema.org/draft/2020-12/schema');
  assert.equal(title, 'kind.x-k8s.io/v1alpha4 Cluster');
});
