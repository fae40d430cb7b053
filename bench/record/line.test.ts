import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lineThrough } from './line.js';

test('points on a line are told exactly', () => {
  const line = lineThrough([
    [1, 5],
    [2, 7],
    [4, 11],
  ]);
  assert.deepEqual(line, { base: 3, slope: 2, fit: 1 });
});

test('points beside it fit less', () => {
  const line = lineThrough([
    [1, 1],
    [2, 4],
    [3, 9],
    [4, 16],
  ]);
  assert.ok(line && line.fit < 0.99 && line.fit > 0.9, JSON.stringify(line));
});

test('one point, or many at one place, make no line', () => {
  assert.equal(lineThrough([]), undefined);
  assert.equal(lineThrough([[1, 1]]), undefined);
  assert.equal(
    lineThrough([
      [1, 1],
      [1, 2],
    ]),
    undefined,
  );
});
