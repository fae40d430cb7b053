import assert from 'node:assert/strict';
import { chmod, link, lstat, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { dedupe } from './dedupe.js';

const big = 'x'.repeat(5000);

test('equal files become one inode, everything else stays apart', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'kindling-dedupe-'));
  t.after(() => rm(root, { recursive: true }));
  const files: Record<string, [content: string, mode: number]> = {
    'a/first': [big, 0o755],
    'b/second': [big, 0o755],
    'b/other-mode': [big, 0o644],
    'b/other-content': [big.replace('x', 'y'), 0o755],
    'b/small': ['same', 0o644],
    'a/small': ['same', 0o644],
    'a/setuid': [big, 0o4755],
    'b/setuid': [big, 0o4755],
  };
  for (const [path, [content, mode]] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
    await chmod(join(root, path), mode);
  }
  await link(join(root, 'b/second'), join(root, 'b/third'));

  assert.deepEqual(await dedupe(root), { linked: 2, saved: 10_000 });

  const inode = async (path: string) => (await lstat(join(root, path))).ino;
  assert.equal(await inode('a/first'), await inode('b/second'));
  assert.equal(await inode('a/first'), await inode('b/third'));
  const inodes = await Promise.all(Object.keys(files).map(inode));
  assert.equal(new Set(inodes).size, inodes.length - 1);
  for (const [path, [content]] of Object.entries(files)) {
    assert.equal(await readFile(join(root, path), 'utf8'), content);
  }
});
