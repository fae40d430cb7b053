import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseTail } from './node-files.js';

test('what tail prints of several files is taken apart, with and without final newlines', () => {
  const dir = mkdtempSync(join(tmpdir(), 'kindling-tail-'));
  try {
    const contents = { version: 'v1.36.3', manifest: 'a: 1\n\nb: |\n  ==> x <==\n', empty: '', last: 'end\n' };
    const paths = Object.entries(contents).map(([name, content]) => {
      writeFileSync(join(dir, name), content);
      return join(dir, name);
    });
    const output = execFileSync('tail', ['-v', '-n', '+1', '--', ...paths], { encoding: 'utf8' });
    assert.deepEqual([...parseTail(output, paths).values()], Object.values(contents));
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('a file that tail could not read is absent', () => {
  assert.deepEqual([...parseTail('==> /b <==\nB\n', ['/a', '/b'])], [['/b', 'B\n']]);
});
