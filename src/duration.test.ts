import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatSeconds } from './duration.js';

test('durations print like Go prints them', () => {
  const cases = { 0: '0s', 1499: '1s', 30000: '30s', 60000: '1m0s', 3605000: '1h0m5s' };
  for (const [ms, text] of Object.entries(cases)) assert.equal(formatSeconds(Number(ms)), text);
});
