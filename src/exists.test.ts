import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { exists } from './exists.js';

test('what is there exists, and a link to nothing does not', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'kindling-exists-'));
  t.after(() => rm(directory, { recursive: true }));
  await symlink('nothing', join(directory, 'broken'));
  await symlink('.', join(directory, 'whole'));
  const paths = [directory, join(directory, 'whole'), join(directory, 'broken'), join(directory, 'none')];
  assert.deepEqual(await Promise.all(paths.map(exists)), [true, true, false, false]);
});
