import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellsOf } from './cells.js';
import { sampleRow } from './testing/sample-run.js';
import { verdictOf } from './verdict.js';

test('the ratio is the median of the pairs’ ratios, and is held against the goal', () => {
  const { ours, upstream, ratio, goal, held } = verdictOf(sampleRow({ ours: [4, 5, 9], upstream: [20, 10, 90] }));
  assert.deepEqual([ours, upstream, ratio, goal, held], [5, 20, 0.2, '≤ 0.25', true]);
  assert.equal(verdictOf(sampleRow({ ours: [6], upstream: [20] })).held, false);
});

test('without upstream the ratio is to what it took elsewhere, and the goal says so', () => {
  const { upstream: _, ...alone } = sampleRow({ goal: { ratio: 0.2, of: 92 }, ours: [23] });
  const { upstream, ratio, goal, held } = verdictOf(alone);
  assert.deepEqual([upstream, ratio, goal, held], [undefined, 0.25, '≤ 0.20 of 92 s', false]);
  assert.deepEqual(cellsOf(alone), ['create <one>', '23.00 s', 'not measured', '0.25', '≤ 0.20 of 92 s', 'no']);
  assert.equal(verdictOf({ ...alone, goal: { ratio: 0.2 } }).held, undefined);
});

test('where upstream was measured, what it took elsewhere does not count', () => {
  const { ratio, goal } = verdictOf(sampleRow({ goal: { ratio: 0.2, of: 1 }, ours: [4], upstream: [20] }));
  assert.deepEqual([ratio, goal], [0.2, '≤ 0.20']);
});

test('limits are in the unit, or above the reference', () => {
  assert.deepEqual(
    [59, 60, 61].map((value) => verdictOf(sampleRow({ ours: [value], goal: { most: 60 } })).held),
    [true, true, false],
  );
  const reference = { what: 'ps -a', values: [30, 40, 50] };
  const beside = (value: number) => sampleRow({ unit: 'ms', ours: [value], goal: { overReference: 60 }, reference });
  assert.deepEqual([verdictOf(beside(100)).held, verdictOf(beside(101)).held], [true, false]);
  assert.deepEqual(cellsOf(beside(100)).slice(1), ['100 ms', '20 ms (ps -a: 40 ms)', '5.00', '≤ ps -a + 60 ms', 'yes']);
});

test('a row without a goal holds nothing', () => {
  const { goal: _, ...row } = sampleRow();
  assert.deepEqual(cellsOf(row).slice(-2), ['–', '–']);
});
