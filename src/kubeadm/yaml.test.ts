import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../config/patch/json.js';
import { formatYaml, parseYaml } from './yaml.js';

test('scalars mean what they mean to Kubernetes', () => {
  const text = '{a: yes, b: on, c: 010, d: 1_000, e: 0x10, f: 1:20, g: 2001-01-01, h: 1.0, i: ~, j: "yes", k: 0b11}';
  assert.deepEqual(parseYaml(text), {
    ...{ a: true, b: true, c: 8, d: 1000, e: 16, f: '1:20', g: '2001-01-01', h: 1, i: null, j: 'yes', k: 3 },
  });
});

test('keys are strings, the last of equal ones wins, and only the first document counts', () => {
  assert.deepEqual(parseYaml('{1: a, true: b, 1.5: c}'), { '1': 'a', true: 'b', '1.5': 'c' });
  assert.deepEqual(parseYaml('a: 1\na: 2\n---\n{'), { a: 2 });
  assert.equal(parseYaml('# nothing'), null);
});

test('what JSON cannot say is refused', () => {
  for (const text of ['a: .inf', 'a: .nan', 'a: [', 'a: *b', '&a [*a]'])
    assert.throws(() => parseYaml(text), Error, text);
});

test('a key that would merge is written as a key', () => {
  assert.equal(formatYaml({ '<<': { a: 1 } }), '"<<":\n  a: 1\n');
  assert.deepEqual(parseYaml('"<<": {a: 1}'), { '<<': { a: 1 } });
});

test('every JSON value survives', () => {
  // -0 is 0 in JSON.
  const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
  fc.assert(
    fc.property(json, (value) => assert.deepEqual(parseYaml(formatYaml(value)), value)),
    { numRuns: 500 },
  );
});
