import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { isRunning } from './is-running.js';

test('a process runs until it has ended', () => {
  assert.ok(isRunning(process.pid));
  assert.ok(!isRunning(spawnSync('true').pid));
});
