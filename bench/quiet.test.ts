import assert from 'node:assert/strict';
import { test } from 'node:test';
import { busyShare, quiet } from './quiet.js';

test('the share of time that all processors were not idle', () => {
  const before = [
    { user: 100, nice: 0, sys: 0, idle: 500, irq: 0 },
    { user: 100, nice: 0, sys: 0, idle: 500, irq: 0 },
  ];
  const after = [
    { user: 300, nice: 300, sys: 300, idle: 500, irq: 200 },
    { user: 100, nice: 0, sys: 0, idle: 1500, irq: 0 },
  ];
  assert.equal(busyShare(before, after), 0.5);
  assert.equal(busyShare(before, before), 0);
});

test('waiting ends with an interruption', async () => {
  await assert.rejects(quiet(AbortSignal.abort(new Error('interrupted'))), { name: 'AbortError' });
});
