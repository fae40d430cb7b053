import { deepEqual, equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addressSet, isEverything } from './addresses.js';
import { mergeRanges, type Range, subtractRanges } from './ranges.js';

const LIMIT = 40;
const range = fc
  .tuple(fc.integer({ min: 0, max: LIMIT }), fc.integer({ min: 0, max: LIMIT }))
  .map(([a, b]): Range<bigint> => [BigInt(Math.min(a, b)), BigInt(Math.max(a, b))]);
const ranges = fc.array(range, { maxLength: 8 });

const members = (list: readonly Range<bigint>[]) =>
  Array.from({ length: LIMIT + 1 }, (_, i) => list.some(([first, last]) => first <= i && i <= last));

test('merged ranges hold the same, in order, with gaps between them', () => {
  fc.assert(
    fc.property(ranges, (list) => {
      const merged = mergeRanges(list);
      deepEqual(members(merged), members(list));
      for (const [i, [first]] of merged.slice(1).entries()) ok(first > (merged[i]?.[1] ?? 0n) + 1n);
    }),
  );
});

test('what is subtracted is not there any more, and all else is', () => {
  fc.assert(
    fc.property(ranges, ranges, (from, others) => {
      const holes = members(others);
      deepEqual(
        members(subtractRanges(from, others)),
        members(from).map((is, i) => is && !holes[i]),
      );
    }),
  );
});

test('ranges of ports are merged as well', () => {
  deepEqual(
    mergeRanges([
      [80, 80],
      [8000, 8010],
      [81, 90],
      [8005, 8005],
    ] as Range<number>[]),
    [
      [80, 90],
      [8000, 8010],
    ],
  );
});

test('blocks and their exceptions become ranges of addresses', () => {
  const { ipv4, ipv6 } = addressSet(['10.0.0.1', 'fd00::1', 'no address'], [{ cidr: '10.0.0.2/31' }, { cidr: '::/0' }]);
  deepEqual(ipv4, [[0x0a000001n, 0x0a000003n]]);
  equal(isEverything(ipv6, 'ipv6'), true);
  equal(isEverything(ipv4, 'ipv4'), false);
  equal(isEverything(addressSet([], [{ cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] }]).ipv4, 'ipv4'), false);
});
