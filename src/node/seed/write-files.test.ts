import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SeedNodeFile } from '../../seed/seed.js';
import { writeFiles } from './write-files.js';

test('files and directories have their permissions; nothing is overwritten', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kindling-write-files-'));
  const file = (path: string, file: SeedNodeFile): [string, SeedNodeFile] => [join(directory, path), file];
  try {
    writeFiles([file('a', { mode: 0o700 }), file('a/b', { mode: 0o600, text: 'key' }), file('c', { mode: 0o755 })]);
    assert.deepEqual(readdirSync(directory, { recursive: true }).sort(), ['a', 'a/b', 'c']);
    const modes = ['a', 'a/b', 'c'].map((path) => (statSync(join(directory, path)).mode & 0o777).toString(8));
    assert.deepEqual(modes, ['700', '600', '755']);
    assert.throws(() => writeFiles([file('a/b', { mode: 0o644, text: 'other' })]), { code: 'EEXIST' });
    assert.equal(readFileSync(join(directory, 'a', 'b'), 'utf8'), 'key');
  } finally {
    rmSync(directory, { recursive: true });
  }
});
