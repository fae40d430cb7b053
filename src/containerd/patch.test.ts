import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkContainerdPatches, patchContainerdConfig } from './patch.js';

const CONFIG = `# comments vanish
version = 2
[proxy_plugins]
[proxy_plugins."fuse-overlayfs"]
  type = "snapshot"
  address = "/run/fuse.sock"
[plugins]
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "pause:3.9"
tolerate_missing_hugepages_controller = true
[plugins."io.containerd.grpc.v1.cri".containerd]
discard_unpacked_layers = true
list = ["b", "a"]
`;

const PATCHED = `version = 2

[plugins]
  [plugins."io.containerd.grpc.v1.cri"]
    sandbox_image = "pause:3.9"
    tolerate_missing_hugepages_controller = true
    [plugins."io.containerd.grpc.v1.cri".containerd]
      discard_unpacked_layers = true
      list = ["b", "a"]

[proxy_plugins]
  [proxy_plugins.fuse-overlayfs]
    address = "/run/fuse.sock"
    type = "snapshot"
`;

const SANDBOX = '[{"op":"replace","path":"/plugins/io.containerd.grpc.v1.cri/sandbox_image","value":"x"}]';

const patch = (text: string, patches: string[] = [], patchesJSON6902: string[] = []) =>
  patchContainerdConfig(text, { patches, patchesJSON6902 });

test('without patches keys are sorted and nested tables indented', () => {
  assert.equal(patch(CONFIG), PATCHED);
  assert.equal(patch(PATCHED), PATCHED);
  assert.equal(patch(CONFIG, ['', '# nothing\n'], ['[]']), PATCHED);
});

test('a patch is merged', () => {
  assert.equal(
    patch(CONFIG, ['[plugins."io.containerd.grpc.v1.cri"]\nsandbox_image = "x"']),
    PATCHED.replace('pause:3.9', 'x'),
  );
});

test('a registry is added with its tables', () => {
  const mirrors = 'plugins."io.containerd.grpc.v1.cri".registry.mirrors';
  assert.equal(
    patch(CONFIG, [`[${mirrors}."localhost:5000"]\nendpoint = ["http://registry:5000"]`]),
    PATCHED.replace(
      '\n[proxy_plugins]',
      `    [plugins."io.containerd.grpc.v1.cri".registry]
      [${mirrors}]
        [${mirrors}."localhost:5000"]
          endpoint = ["http://registry:5000"]

[proxy_plugins]`,
    ),
  );
});

test('patches for another version are skipped, those without a version are not', () => {
  const patches = ['version = 2\nnum = 1', 'version = 3\nnum = 2\nother = 2', 'num = 3'];
  assert.equal(patch(CONFIG, patches), `num = 3\n${PATCHED}`);
  assert.equal(patch('version = 3', patches), 'num = 3\nother = 2\nversion = 3\n');
});

test('JSON 6902 patches are applied, whatever the version, after the merges', () => {
  assert.equal(patch(CONFIG, [], [SANDBOX]), PATCHED.replace('pause:3.9', 'x'));
  const merge = '[plugins."io.containerd.grpc.v1.cri"]\nsandbox_image = "y"\n[plugins.z]\na = 1';
  const remove = '[{"op":"remove","path":"/plugins/z"}]';
  assert.equal(patch(CONFIG, [merge], [SANDBOX, remove]), PATCHED.replace('pause:3.9', 'x'));
});

test('a configuration that is not TOML or has no version is refused', () => {
  const fails = (text: string, message: string | RegExp) =>
    assert.throws(() => patch(text), { code: 'NODE_FAILED', message });
  fails('not toml', /^config\.toml:1:\d+: /);
  fails('', 'failed to detect containerd config version');
  fails('a = 1', 'failed to detect containerd config version');
  fails('version = "2"', 'config.toml: version must be an integer, not "2"');
});

test('a patch that cannot be read or applied is named', () => {
  const fails = (patches: string[], operations: string[], message: string | RegExp) =>
    assert.throws(() => patch(CONFIG, patches, operations), { code: 'CONFIG_INVALID', message });
  fails(['', 'foo'], [], /^containerdConfigPatches\[1\]:1:\d+: /);
  fails(['version = "2"'], [], 'containerdConfigPatches[0]: version must be an integer, not "2"');
  fails([], ['[]', '- op: add'], /^containerdConfigPatchesJSON6902\[1\]: .*JSON/);
  fails([], ['{}'], 'containerdConfigPatchesJSON6902[0]: a JSON 6902 patch must be a list of operations');
  fails(
    [],
    ['[{"op":"remove","path":"/nope"}]'],
    'containerdConfigPatchesJSON6902[0]: remove /nope: the document has no /nope',
  );
  fails([], ['[{"op":"add","path":"/x","value":[null]}]'], 'TOML has no null in lists');
});

test('patches are checked without a file', () => {
  checkContainerdPatches({
    patches: ['version = 3\n[a]'],
    patchesJSON6902: ['[{"op": "remove", "path": "/nowhere"}]'],
  });
  assert.throws(() => checkContainerdPatches({ patches: ['', 'a = '], patchesJSON6902: [] }), {
    code: 'CONFIG_INVALID',
    message: /^containerdConfigPatches\[1\]:1:/,
  });
  assert.throws(() => checkContainerdPatches({ patches: [], patchesJSON6902: ['{}'] }), {
    message: /^containerdConfigPatchesJSON6902\[0\]: /,
  });
});
