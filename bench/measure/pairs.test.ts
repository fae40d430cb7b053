import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bench } from '../bench.js';
import type { Side } from '../sides.js';
import type { Measurement } from './measurement.js';
import { measurePairs } from './pairs.js';

/** What measurements of these tests need of a bench. */
function benchOf(signal = new AbortController().signal): Bench {
  return { signal, say: () => {} } as unknown as Bench;
}

/** Tells how many measurements there have been, and in `order` whose they were. */
function counting(order: Side[], more: Partial<Measurement> = {}): Measurement {
  return {
    rows: [
      { id: 'a', what: 'a', unit: 's' },
      { id: 'b', what: 'b', unit: 's' },
    ],
    async measure(_, side) {
      order.push(side);
      return { a: order.length, b: -order.length, other: 0 };
    },
    ...more,
  };
}

const never = (reason: string) => assert.fail(reason);

test('who goes first alternates; values of one index are of one pair', async () => {
  const order: Side[] = [];
  const rows = await measurePairs(benchOf(), counting(order), 3, never);
  assert.deepEqual(order, ['ours', 'upstream', 'upstream', 'ours', 'ours', 'upstream']);
  assert.deepEqual(
    rows.map(({ id, ours, upstream }) => [id, ours, upstream]),
    [
      ['a', [1, 4, 5], [2, 3, 6]],
      ['b', [-1, -4, -5], [-2, -3, -6]],
    ],
  );
});

test('a pair of which one side fails is left out and told', async () => {
  const order: Side[] = [];
  const told: string[] = [];
  const sound = counting(order);
  const measurement: Measurement = {
    ...sound,
    measure: async (bench, side) => {
      const values = await sound.measure(bench, side);
      if (order.length === 4) throw new Error('it broke');
      return values;
    },
  };
  const [row] = await measurePairs(benchOf(), measurement, 3, (reason) => told.push(reason));
  assert.deepEqual(
    [row?.ours, row?.upstream],
    [
      [1, 5],
      [2, 6],
    ],
  );
  assert.deepEqual(told, ['pair 2: it broke']);
});

test('a pair without a value of some row is left out', async () => {
  const told: string[] = [];
  const measurement = counting([], { measure: async () => ({ a: 1 }) });
  assert.deepEqual(await measurePairs(benchOf(), measurement, 1, (reason) => told.push(reason)), []);
  assert.deepEqual(told, ['pair 1: nothing was measured for "b"']);
});

test('when all fail there are no rows', async () => {
  const measurement = counting([], { measure: () => Promise.reject(new Error('no')) });
  const told: string[] = [];
  assert.deepEqual(await measurePairs(benchOf(), measurement, 2, (reason) => told.push(reason)), []);
  assert.equal(told.length, 2);
});

test('where upstream cannot be measured, ours is alone, and the row says why', async () => {
  const order: Side[] = [];
  const measurement = counting(order, { oursAlone: async () => 'it has no image' });
  const [row] = await measurePairs(benchOf(), measurement, 2, never);
  assert.deepEqual(order, ['ours', 'ours']);
  assert.deepEqual([row?.upstream, row?.note], [undefined, 'ours alone: it has no image']);
});

test('a reference is measured once in each pair, for its row', async () => {
  const reference = { row: 'b', what: 'ps', measure: async () => 7 };
  const [a, b] = await measurePairs(benchOf(), counting([], { reference }), 2, never);
  assert.equal(a?.reference, undefined);
  assert.deepEqual(b?.reference, { what: 'ps', values: [7, 7] });
});

test('an interruption ends it, and is no failure of a pair', async () => {
  const controller = new AbortController();
  const order: Side[] = [];
  const measurement = counting(order, {
    measure: async (_, side) => {
      order.push(side);
      controller.abort(new Error('interrupted'));
      throw new Error('exited with 130');
    },
  });
  await assert.rejects(measurePairs(benchOf(controller.signal), measurement, 5, never), /interrupted/);
  assert.deepEqual(order, ['ours']);
});

test('what upstream has published stands beside its row, with what the row says itself', async () => {
  const rows = await measurePairs(
    benchOf(),
    counting([], {
      rows: [
        { id: 'a', what: 'a', unit: 'MB', note: 'as counted' },
        { id: 'b', what: 'b', unit: 'MB' },
      ],
      published: { a: { what: 'theirs:1', value: 991 } },
      oursAlone: async () => 'there is no other',
    }),
    1,
    never,
  );
  assert.deepEqual(
    rows.map(({ note, reference, upstream }) => [note, reference, upstream]),
    [
      ['ours alone: there is no other; as counted', { what: 'theirs:1', values: [991] }, undefined],
      ['ours alone: there is no other', undefined, undefined],
    ],
  );
});
