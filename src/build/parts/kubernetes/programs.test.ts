import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { importable, writePrograms } from './programs.js';

test('a package main becomes one that can be imported', () => {
  const source = 'package main // import "x"\n\nimport "os"\n\nfunc mainLoop() {}\n\nfunc main() {\n\tos.Exit(0)\n}\n';
  assert.equal(
    importable(source, 'kubelet'),
    'package kubelet // import "x"\n\nimport "os"\n\nfunc mainLoop() {}\n\nfunc Main() {\n\tos.Exit(0)\n}\n',
  );
});

test('programs are copied without their tests, and listed', async () => {
  const root = await mkdtemp(join(tmpdir(), 'kindling-programs-'));
  try {
    const dir = join(root, 'cmd');
    await mkdir(dir);
    await writeFile(join(dir, 'proxy.go'), 'package main\n\nfunc main() {}\n');
    await writeFile(join(dir, 'proxy_test.go'), 'package main\n');
    await writeFile(join(dir, 'OWNERS'), '');
    await writePrograms(join(root, 'work'), [{ name: 'kube-proxy', dir }]);
    assert.deepEqual(await readdir(join(root, 'work', 'programs', 'kube-proxy')), ['proxy.go']);
    const list = await readFile(join(root, 'work', 'programs.go'), 'utf8');
    assert.match(list, /kubeproxy "[^"]+\/programs\/kube-proxy"/);
    assert.match(list, /"kube-proxy": kubeproxy\.Main,/);
  } finally {
    await rm(root, { recursive: true });
  }
});
