import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Der, decodeDer, encodeDer } from './der.js';

const primitive = fc
  .tuple(fc.constantFrom(0x02, 0x04, 0x82), fc.uint8Array({ maxLength: 70_000 }))
  .map(([tag, bytes]): Der => ({ tag, content: Buffer.from(bytes) }));
const { value } = fc.letrec<{ value: Der; constructed: Der }>((tie) => ({
  value: fc.oneof({ maxDepth: 5 }, primitive, tie('constructed')),
  constructed: fc
    .tuple(fc.constantFrom(0x30, 0x31, 0xa3), fc.array(tie('value'), { maxLength: 4 }))
    .map(([tag, content]): Der => ({ tag, content })),
}));

test('what is encoded is decoded as the same', () => {
  fc.assert(
    fc.property(value, (der) => {
      assert.deepEqual(decodeDer(encodeDer(der)), der);
    }),
    { numRuns: 200 },
  );
});

test('lengths take as few bytes as can be', () => {
  const head = (length: number) => encodeDer({ tag: 4, content: Buffer.alloc(length) }).subarray(0, -length);
  assert.deepEqual(
    [1, 127, 128, 255, 256, 70_000].map((length) => head(length).toString('hex')),
    ['0401', '047f', '048180', '0481ff', '04820100', '0483011170'],
  );
});

test('anything else is refused', () => {
  for (const hex of ['', '30', '0405aa', '3003020500', '300080', '0480', '0485000000000100', '1f8100', '020101ff']) {
    assert.throws(() => decodeDer(Buffer.from(hex, 'hex')), /a certificate is malformed/, hex);
  }
});
