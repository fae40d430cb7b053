import assert from 'node:assert/strict';
import { isIPv6 } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { uniqueLocalSubnet } from './subnet.js';

for (const [name, attempt, subnet] of [
  ['kind', 0, 'fc00:f853:ccd:e793::/64'],
  ['foo', 1, 'fc00:8edf:7f02:ec8f::/64'],
  ['foo', 2, 'fc00:9968:306b:2c65::/64'],
  ['kind2', 0, 'fc00:444c:147a:44ab::/64'],
  ['kin', 0, 'fc00:fcd9:c2be:8e23::/64'],
  ['mysupernetwork', 0, 'fc00:7ae1:1e0d:b4d4::/64'],
] as const) {
  test(`the subnet of ${name}, attempt ${attempt}, is ${subnet}`, () => {
    assert.equal(uniqueLocalSubnet(name, attempt), subnet);
  });
}

test('every name and attempt gives a unique local address', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(5), (name, attempt) => {
      const [address = '', length] = uniqueLocalSubnet(name, attempt).split('/');
      return isIPv6(address) && address.startsWith('fc00:') && length === '64';
    }),
  );
});
