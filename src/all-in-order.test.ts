import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { allInOrder } from './all-in-order.js';

test('values come in the order of the promises', async () => {
  assert.deepEqual(await allInOrder([setTimeout(5, 'a'), Promise.resolve(2)]), ['a', 2]);
});

test('the failure of the first promise is thrown, also when it is the later one', async () => {
  const late = setTimeout(5).then(() => Promise.reject(new Error('first')));
  await assert.rejects(allInOrder([late, Promise.reject(new Error('second'))]), { message: 'first' });
});
