import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isJsonObject, type Json } from './json.js';
import { mergePatch } from './merge-patch.js';

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;

test('the examples of RFC 7386 hold', () => {
  const cases: [Json, Json, Json][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [target, patch, result] of cases) assert.deepEqual(mergePatch(target, patch), result);
});

test('merging twice is merging once', () => {
  fc.assert(
    fc.property(json, json, (target, patch) => {
      const once = mergePatch(target, patch);
      assert.deepEqual(mergePatch(once, patch), once);
    }),
  );
});

test('an empty patch changes no object, and no merge changes its arguments', () => {
  fc.assert(
    fc.property(json, json, (target, patch) => {
      if (isJsonObject(target)) assert.deepEqual(mergePatch(target, {}), target);
      const before = structuredClone([target, patch]);
      mergePatch(target, patch);
      assert.deepEqual([target, patch], before);
    }),
  );
});

test('a key named __proto__ is a key like any other', () => {
  const patch = JSON.parse('{"__proto__": {"polluted": true}}') as Json;
  const merged = mergePatch({}, patch) as Record<string, unknown>;
  assert.equal(JSON.stringify(merged), '{"__proto__":{"polluted":true}}');
  assert.equal(merged.polluted, undefined);
});

test('a rule may merge a key its own way, however deep', () => {
  const merged = mergePatch({ a: { list: [1] }, b: 1 }, { a: { list: [2] }, b: 2 }, (key, target, value, path) => {
    if (key !== 'list') return undefined;
    assert.deepEqual(path, ['a', 'list']);
    return { value: [...(target as Json[]), ...(value as Json[])] };
  });
  assert.deepEqual(merged, { a: { list: [1, 2] }, b: 2 });
});
