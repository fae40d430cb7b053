import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { handOver, layReady } from './hand-over.js';

const start = { node: 'x-worker', endpoint: 'x-control-plane:6443', files: {} };

test('what is laid ready is for its owner only, and can be taken once', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kindling-hand-over-'));
  const path = join(directory, 'workers.json');
  try {
    layReady([], path);
    assert.ok(!existsSync(path));
    layReady([start], path);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.throws(() => layReady([start], path), { code: 'EEXIST' });
    assert.deepEqual(JSON.parse(handOver(path)), [start]);
    assert.throws(() => handOver(path), { code: 'ENOENT' });
  } finally {
    rmSync(directory, { recursive: true });
  }
});
