import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chainIds } from './chain-ids.js';

test('the first layer is its own chain, others hash what is below', () => {
  assert.deepEqual(chainIds([]), []);
  // printf 'sha256:aa sha256:bb' | sha256sum
  const two = 'sha256:b68ad689d6d1ec110ea1c13617437ad6f3766d4b3b309f6a603a222e07a0164f';
  assert.deepEqual(chainIds(['sha256:aa', 'sha256:bb']), ['sha256:aa', two]);
});
