import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesText } from './bytes-text.js';

test('bytes are told in units of a thousand', () => {
  const texts = [0, 1, 999, 1000, 12_345, 999_999, 1_000_000, 2_340_000_000, 1e16].map(bytesText);
  assert.deepEqual(texts, ['0 B', '1 B', '999 B', '1.0 kB', '12.3 kB', '1000.0 kB', '1.0 MB', '2.3 GB', '10000.0 TB']);
});
