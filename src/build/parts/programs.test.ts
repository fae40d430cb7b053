import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { importable, programFiles } from './programs.js';

test('a package main becomes one that can be imported', () => {
  const source = 'package main // import "x"\n\nimport "os"\n\nfunc mainLoop() {}\n\nfunc main() {\n\tos.Exit(0)\n}\n';
  assert.equal(
    importable(source, 'kubelet'),
    'package kubelet // import "x"\n\nimport "os"\n\nfunc mainLoop() {}\n\nfunc Main() {\n\tos.Exit(0)\n}\n',
  );
});

test('programs are copied without their tests, and listed', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'kindling-programs-'));
  try {
    await writeFile(join(dir, 'proxy.go'), 'package main\n\nfunc main() {}\n');
    await writeFile(join(dir, 'proxy_test.go'), 'package main\n');
    await writeFile(join(dir, 'OWNERS'), '');
    const files = await programFiles([{ name: 'kube-proxy', dir }], {
      importPath: 'example/all',
      importable: [{ name: 'coredns', package: 'github.com/coredns/coredns/coremain', function: 'Run' }],
      code: ['func extra() {}'],
    });
    assert.deepEqual([...files.keys()], ['programs/kube-proxy/proxy.go', 'programs.go']);
    const list = files.get('programs.go') ?? '';
    assert.match(list, /\tkubeproxy "example\/all\/programs\/kube-proxy"\n/);
    assert.match(list, /\t"kube-proxy": kubeproxy\.Main,\n/);
    assert.match(list, /\t"coredns": coredns\.Run,\n/);
    assert.match(list, /^func extra\(\) \{\}$/m);
  } finally {
    await rm(dir, { recursive: true });
  }
});
