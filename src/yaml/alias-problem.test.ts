import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDocument } from 'yaml';
import { aliasProblem } from './alias-problem.js';

const problem = (text: string) => aliasProblem(parseDocument(text, { merge: true }));

test('aliases may be many, and of the same name', () => {
  assert.equal(problem(''), undefined);
  assert.equal(problem('a: &a {b: c}\nd: *a\ne: &a f\ng: *a\n'), undefined);
  assert.equal(problem(`[&a b${', *a'.repeat(10_000)}]`), undefined);
  assert.equal(problem('[*nowhere]'), undefined);
});

test('an alias in what it stands for is found', () => {
  const message = "alias 'a' stands for something that it is in";
  assert.deepEqual(problem('x: &a [*a]'), { offset: 7, message });
  assert.deepEqual(problem('x: &a {b: [{<<: *a}]}'), { offset: 16, message });
});

test('aliases of aliases that stand for too much are found, wherever they are', () => {
  const message = 'aliases stand for more than 100000 values';
  const list = (item: string, name: string) => `[&${name} ${item}${`, *${name}`.repeat(9)}]`;
  const nested = (depth: number) => 'abcdefgh'.slice(0, depth).split('').reduce(list, 'x');
  assert.equal(problem(nested(4)), undefined);
  assert.equal(problem(nested(8))?.message, message);
  const merges = 'abcdefgh'.split('').reduce((map, name) => `{<<: ${list(map, name)}}`, '{k: v}');
  assert.equal(problem(merges)?.message, message);
});
