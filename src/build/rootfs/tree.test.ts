import assert from 'node:assert/strict';
import { lstat, mkdtemp, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Tree } from './tree.js';

async function newTree(t: { after(fn: () => Promise<void>): void }): Promise<Tree> {
  const root = await mkdtemp(join(tmpdir(), 'kindling-tree-'));
  t.after(() => rm(root, { recursive: true }));
  return new Tree(root);
}

test('a path cannot leave the tree', () => {
  const tree = new Tree('/tree');
  assert.equal(tree.at('/a/../../../etc/passwd'), '/tree/etc/passwd');
  assert.equal(tree.at('etc'), '/tree/etc');
});

test('a file replaces a symlink instead of writing through it', async (t) => {
  const tree = await newTree(t);
  await tree.file('/target', 'old');
  await tree.link('/etc/file', '../target');
  await tree.file('/etc/file', 'new', 0o600);
  assert.equal(await readFile(tree.at('/target'), 'utf8'), 'old');
  const stats = await lstat(tree.at('/etc/file'));
  assert.ok(stats.isFile());
  assert.equal(stats.mode & 0o777, 0o600);
});

test('moving a directory onto another merges them', async (t) => {
  const tree = await newTree(t);
  await tree.file('/bin/a', 'a');
  await tree.link('/bin/l', 'a');
  await tree.file('/usr/bin/b', 'b');
  await tree.move('/bin', '/usr/bin');
  assert.deepEqual(await tree.list('/usr/bin'), ['a', 'b', 'l']);
  assert.equal(await readlink(tree.at('/usr/bin/l')), 'a');
  assert.equal(await tree.has('/bin'), false);
});

test('a tree is copied with its hard links and symlinks', async (t) => {
  const tree = await newTree(t);
  await tree.file('/from/a', 'a', 0o711);
  await tree.link('/from/dangling', '/nowhere');
  await tree.file('/to/kept', '');
  await tree.copyTree(tree.at('/from'), '/to');
  assert.deepEqual(await tree.list('/to'), ['a', 'dangling', 'kept']);
  assert.equal((await lstat(tree.at('/to/a'))).mode & 0o777, 0o711);
  assert.equal(await readlink(tree.at('/to/dangling')), '/nowhere');
});
