import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDocument } from 'yaml';
import { hasCollectionKey } from './collection-key.js';

const has = (text: string) => hasCollectionKey(parseDocument(text, { merge: true }));

test('scalars are keys, whatever they are and wherever they come from', () => {
  for (const text of ['', 'a: [b, {c: d}]', '? 1\n: 2', 'a: &a b\n*a : c', 'a: &a {b: c}\nd: {<<: *a}']) {
    assert.equal(has(text), false, text);
  }
});

test('lists and mappings are none, also by an alias', () => {
  for (const text of ['? [a]\n: b', 'x: [{? {a: b} : c}]', 'a: &a [b]\n*a : c']) assert.equal(has(text), true, text);
});
