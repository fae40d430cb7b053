import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type CommandError, run } from '../exec/run.js';
import { linkTree } from './link-tree.js';

test('files of a directory that is mounted on itself are linked as well', async () => {
  const work = mkdtempSync(join(tmpdir(), 'link-tree-'));
  const [from, to] = [join(work, 'layers', 'one'), join(work, 'volume')];
  mkdirSync(join(from, 'etc'), { recursive: true });
  mkdirSync(to);
  writeFileSync(join(from, 'etc', 'file'), 'text');
  const mounted = join(work, 'layers');
  await run(['mount', '--bind', mounted, mounted]);
  try {
    await linkTree(from, to);
    assert.deepEqual(readdirSync(to), ['etc']);
    assert.equal(statSync(join(to, 'etc', 'file')).ino, statSync(join(from, 'etc', 'file')).ino);
    await run(['mountpoint', mounted]);
  } finally {
    await run(['umount', mounted]);
    rmSync(work, { recursive: true });
  }
});

test('between file systems there are no links', async () => {
  const work = mkdtempSync(join(tmpdir(), 'link-tree-'));
  const other = mkdtempSync('/dev/shm/link-tree-');
  writeFileSync(join(work, 'file'), 'text');
  try {
    await assert.rejects(linkTree(work, other), (error: CommandError) => /cross-device/i.test(error.output));
  } finally {
    for (const directory of [work, other]) rmSync(directory, { recursive: true });
  }
});
