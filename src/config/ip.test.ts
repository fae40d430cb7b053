import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatIp, parseIp } from './ip.js';

const anyIp = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((value) => ({ family: 'ipv4' as const, value })),
  fc
    .bigInt({ min: 0n, max: 2n ** 128n - 1n })
    .filter((value) => value >> 32n !== 0xffffn)
    .map((value) => ({ family: 'ipv6' as const, value })),
  // Few non-zero groups, so that :: occurs in every place.
  fc.array(fc.constantFrom(0n, 0n, 1n, 0xabcn), { minLength: 8, maxLength: 8 }).map((groups) => ({
    family: 'ipv6' as const,
    value: groups.reduce<bigint>((value, group) => (value << 16n) | group, 0n),
  })),
);

test('every address survives formatting and parsing, and Node takes the text for an address of its family', () => {
  fc.assert(
    fc.property(anyIp, (ip) => {
      const text = formatIp(ip);
      assert.deepEqual(parseIp(text), ip);
      assert.equal(isIP(text), ip.family === 'ipv4' ? 4 : 6);
    }),
  );
});

test('text is an address exactly when Node says so', () => {
  const letters = fc.constantFrom('0', '1', '9', '255', '256', 'f', 'g', '.', ':', '::', '%', ' ');
  const text = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.string(),
    fc.array(letters).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(
      text.filter((candidate) => !candidate.includes('%')),
      (candidate) => {
        assert.equal(parseIp(candidate) !== undefined, isIP(candidate) !== 0);
      },
    ),
  );
});

test('IPv6 text is canonical', () => {
  const canonical = (text: string) => formatIp(parseIp(text) ?? assert.fail(text));
  assert.equal(canonical('FD00:10:244:0:0:0:0:0'), 'fd00:10:244::');
  assert.equal(canonical('0:0:0:0:0:0:0:1'), '::1');
  assert.equal(canonical('1:0:0:2:0:0:0:3'), '1:0:0:2::3');
  assert.equal(canonical('1:0:0:2:0:0:3:4'), '1::2:0:0:3:4');
  assert.equal(canonical('1:0:2:3:4:5:6:7'), '1:0:2:3:4:5:6:7');
  assert.equal(canonical('64:ff9b::1.2.3.4'), '64:ff9b::102:304');
});

test('an IPv4-mapped IPv6 address is an IPv4 address', () => {
  assert.deepEqual(parseIp('::ffff:127.0.0.1'), parseIp('127.0.0.1'));
});

test('octets with leading zeros and addresses with a zone are refused', () => {
  for (const text of ['010.0.0.1', '1.2.3', '1.2.3.4.5', '1.2.3.256', 'fe80::1%eth0', ':', ':::', '1::2::3', '']) {
    assert.equal(parseIp(text), undefined, text);
  }
});
