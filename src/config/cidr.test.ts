import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Cidr } from './cidr.js';
import { bitsOf, formatIp } from './ip.js';

/** Whether the text of an address would be read as IPv4: `::ffff:10.0.0.1`. */
function isMapped(family: 'ipv4' | 'ipv6', value: bigint): boolean {
  return family === 'ipv6' && value >> 32n === 0xffffn;
}

const anyCidr = fc
  .constantFrom('ipv4' as const, 'ipv6' as const)
  .chain((family) =>
    fc.tuple(
      fc.constant(family),
      fc.bigInt({ min: 0n, max: 2n ** BigInt(bitsOf(family)) - 1n }),
      fc.integer({ min: 0, max: bitsOf(family) }),
    ),
  )
  .map(([family, value, prefix]) => Cidr.of({ family, value }, prefix))
  .filter(({ family, network, size }) => !isMapped(family, network) && !isMapped(family, network + size - 1n));

test('every block survives formatting and parsing', () => {
  fc.assert(fc.property(anyCidr, (cidr) => assert.deepEqual(Cidr.parse(String(cidr)), cidr)));
});

test('a block contains its first and last address and nothing next to them', () => {
  fc.assert(
    fc.property(anyCidr, (cidr) => {
      const { family, network, size } = cidr;
      assert.ok(cidr.contains(cidr.address(0)));
      assert.ok(cidr.contains(cidr.address(size - 1n)));
      assert.throws(() => cidr.address(size), RangeError);
      const after = network + size;
      if (after >> BigInt(bitsOf(family)) === 0n) assert.ok(!cidr.contains(formatIp({ family, value: after })));
      if (network > 0n) assert.ok(!cidr.contains(formatIp({ family, value: network - 1n })));
    }),
  );
});

test('subnets lie in their block, touch each other and are as many as their sizes say', () => {
  fc.assert(
    fc.property(anyCidr, fc.nat(10), (cidr, more) => {
      const prefix = Math.min(cidr.prefix + more, bitsOf(cidr.family));
      const count = 2n ** BigInt(prefix - cidr.prefix);
      const last = cidr.subnet(count - 1n, prefix);
      assert.ok(cidr.contains(cidr.subnet(0, prefix)) && cidr.contains(last));
      assert.equal(last.network + last.size, cidr.network + cidr.size);
      assert.throws(() => cidr.subnet(count, prefix), RangeError);
      if (count > 1n) assert.equal(cidr.subnet(1, prefix).network, cidr.network + last.size);
    }),
  );
});

test('the pod subnet of the first node is the first /24 or /64 of the cluster', () => {
  assert.equal(String(Cidr.parse('10.244.0.0/16').subnet(0, 24)), '10.244.0.0/24');
  assert.equal(String(Cidr.parse('10.244.0.0/16').subnet(255, 24)), '10.244.255.0/24');
  assert.equal(String(Cidr.parse('fd00:10:244::/56').subnet(0, 64)), 'fd00:10:244::/64');
  assert.equal(String(Cidr.parse('fd00:10:244::/56').subnet(1, 64)), 'fd00:10:244:1::/64');
  assert.throws(() => Cidr.parse('10.244.0.0/16').subnet(0, 8), /10\.244\.0\.0\/16 cannot be cut to \/8/);
});

test('host bits are dropped', () => {
  assert.equal(String(Cidr.parse('10.0.0.5/8')), '10.0.0.0/8');
  assert.equal(JSON.stringify({ subnet: Cidr.parse('fd00::1/64') }), '{"subnet":"fd00::/64"}');
});

test('a block contains a block only of its own family and not larger than itself', () => {
  const all = Cidr.parse('0.0.0.0/0');
  assert.ok(all.contains(Cidr.parse('10.0.0.0/8')));
  assert.ok(!Cidr.parse('10.0.0.0/8').contains(all));
  assert.ok(!all.contains(Cidr.parse('::/0')) && !all.contains('::1') && !all.contains('no address'));
});

test('text that is no CIDR is refused in the words of Go', () => {
  for (const text of [
    '',
    'foo',
    '10.0.0.0',
    '10.0.0.0/33',
    '010.0.0.0/8',
    '1.2.3.4/',
    '1.2.3.4/+8',
    ' 1.2.3.4/8',
    '::/129',
  ]) {
    assert.throws(() => Cidr.parse(text), { code: 'CONFIG_INVALID', message: `invalid CIDR address: ${text}` });
  }
});
