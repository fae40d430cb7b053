import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isJsonObject, type Json, type JsonObject } from '../config/patch/json.js';
import { formatToml, parseToml } from './toml.js';

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
);

const { table } = fc.letrec<{ value: Json; table: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    tie('table'),
    fc.array(tie('table'), { maxLength: 2 }),
  ),
  table: fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));

test('everything TOML can say survives', () => {
  fc.assert(
    fc.property(table, (value) => assert.deepEqual(parseToml(formatToml(value), 'f'), value)),
    { numRuns: 300 },
  );
});

test('lists of tables, inline tables and odd keys have their forms', () => {
  const value = {
    b: [[1, 2], ['a']],
    c: [],
    d: {},
    e: [{ f: 1 }, { g: { h: 1 } }],
    i: [1, { j: 'k' }],
    '': 1,
    'l.m': 2,
  };
  assert.equal(
    formatToml(value),
    `"" = 1
b = [[1, 2], ["a"]]
c = []
i = [1, {j = "k"}]
"l.m" = 2

[d]

[[e]]
  f = 1

[[e]]
  [e.g]
    h = 1
`,
  );
});

test('half a surrogate pair is replaced', () => {
  assert.equal(formatToml({ 'a\ud800': '\udc00b' }), '"a\ufffd" = "\ufffdb"\n');
});

test('null values are left out, null in lists is refused', () => {
  assert.equal(formatToml({ a: null, b: { c: null } }), '[b]\n');
  assert.throws(() => formatToml({ a: [null] }), { message: 'TOML has no null in lists' });
});

test('dates are strings, and numbers JSON does not have are refused', () => {
  assert.deepEqual(parseToml('d = 2020-01-01T00:00:00Z', 'f'), { d: '2020-01-01T00:00:00.000Z' });
  assert.ok(isJsonObject(parseToml('', 'f')));
  assert.throws(() => parseToml('a = inf', 'f'), { message: 'f: Infinity is no JSON number' });
  assert.throws(() => parseToml('a = 1\nb', 'f'), { message: /^f:2:\d+: / });
});
