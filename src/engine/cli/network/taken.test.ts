import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTaken } from './taken.js';

const TABLE = `00000000000000000000000000000001 01 80 10 80       lo
fc00f8530ccde7930000000000000001 17f 40 00 80 br-12e5174a67e6
`;

test('a subnet is taken when an interface has an address in it', () => {
  assert.ok(isTaken('fc00:f853:ccd:e793::/64', TABLE));
  assert.ok(!isTaken('fc00:f853:ccd:e794::/64', TABLE));
  assert.ok(!isTaken('fc00:f853:ccd:e793::/64', ''));
});
