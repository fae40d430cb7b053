import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findIcuData, type IcuItem, isNeeded, writeIcuData } from './icu-data.js';

/** The header of a package: its length, ICU's magic number, the format of a package at byte 12, and a comment. */
function header(): Buffer {
  const bytes = Buffer.alloc(48);
  bytes.writeUInt16LE(bytes.length);
  bytes.set([0xda, 0x27], 2);
  bytes.write('CmnD', 12, 'latin1');
  return bytes;
}

const item = fc.record({
  name: fc.stringMatching(/^x\/[a-z/_]{1,20}$/),
  content: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
});

test('a package is found within a program, with all items but the last, whose end is not known', () => {
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 20 }), fc.nat(500), (items, before) => {
      const written = writeIcuData(header(), items);
      const program = Buffer.concat([Buffer.alloc(before, 0xda), written, Buffer.from('what follows')]);
      const found = findIcuData(program);
      assert.ok(found);
      assert.deepEqual([found.offset, found.header], [before, header()]);
      assert.deepEqual(
        found.items.map(({ name }) => name),
        items.slice(0, -1).map(({ name }) => name),
      );
      for (const [index, { content }] of found.items.entries()) {
        const original = (items[index] as IcuItem).content;
        // Up to where the next one begins.
        assert.deepEqual(content.subarray(0, original.length), original);
        assert.ok(content.length - original.length < 16);
      }
      assert.ok(found.size <= written.length);
    }),
  );
});

test('a program without the data has none', () => {
  assert.equal(findIcuData(Buffer.alloc(1000, 0xda)), undefined);
  assert.equal(findIcuData(Buffer.from([0, 0, 0xda, 0x27])), undefined);
});

test('English and what belongs to no language is needed', () => {
  const kept = ['root.res', 'pool.res', 'coll/root.res', 'curr/en_US.res', 'en.res', 'nfkc.nrm', 'brkitr/word.brk'];
  const gone = ['de.res', 'zone/zh_Hant_TW.res', 'fil.res', 'gb18030.cnv', 'translit/root.res', 'brkitr/thaidict.dict'];
  const needed = (path: string) => isNeeded({ name: `icudt78l/${path}`, content: Buffer.alloc(0) });
  assert.deepEqual([...kept, ...gone].filter(needed), kept);
});
