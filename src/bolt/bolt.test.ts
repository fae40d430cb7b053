import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Bucket } from './bucket.js';
import { readBolt } from './read.js';
import { writeBolt } from './write.js';

const key = fc.string({ minLength: 1, maxLength: 60 }).map((text) => Buffer.from(text).toString('latin1'));
const value = fc.oneof(
  fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
  fc.integer({ min: 900, max: 9000 }).map((size) => Buffer.alloc(size, size % 251)),
);
const sequence = fc.bigInt({ min: 0n, max: 1n << 40n });

const { bucket } = fc.letrec<{ bucket: Bucket; entry: Buffer | Bucket }>((tie) => ({
  entry: fc.oneof({ maxDepth: 3 }, value, tie('bucket')),
  bucket: fc
    .tuple(sequence, fc.array(fc.tuple(key, tie('entry')), { maxLength: 12 }))
    .map(([counter, entries]) => ({ sequence: counter, entries: new Map(entries) as Bucket['entries'] })),
}));

test('what is written is what is read', () => {
  fc.assert(
    fc.property(bucket, (root) => {
      assert.deepEqual(plain(readBolt(writeBolt(root))), plain(root));
    }),
  );
});

test('thousands of keys are found again, in order', () => {
  const entries = new Map(Array.from({ length: 5000 }, (_, n) => [`key-${n}`, Buffer.from(String(n))] as const));
  const many: Bucket = { sequence: 7n, entries: new Map(entries) };
  const read = readBolt(writeBolt({ sequence: 0n, entries: new Map([['many', many]]) }));
  const found = read.entries.get('many') as Bucket;
  assert.equal(found.sequence, 7n);
  assert.deepEqual([...found.entries.keys()], [...entries.keys()].sort());
});

test('the same content gives the same bytes, in whatever order it came', () => {
  const one = new Map([
    ['a', Buffer.from('1')],
    ['b', Buffer.from('2')],
  ]);
  const other = new Map([...one].reverse());
  assert.deepEqual(writeBolt({ sequence: 0n, entries: one }), writeBolt({ sequence: 0n, entries: other }));
});

test('something else is not a database', () => {
  assert.throws(() => readBolt(Buffer.from('not a database')), /not a bolt database/);
  assert.throws(() => readBolt(Buffer.alloc(8192)), /not a bolt database/);
});

/** Entries sorted, for comparing. */
function plain(root: Bucket): unknown {
  return {
    sequence: root.sequence,
    entries: [...root.entries]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [name, Buffer.isBuffer(item) ? item.toString('hex') : plain(item)]),
  };
}
