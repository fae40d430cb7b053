import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deferred } from '../../deferred.js';
import { once } from './once.js';

test('a question is asked once, and all get the answer', async () => {
  let asked = 0;
  const question = once(async () => ++asked);
  assert.deepEqual(await Promise.all([question(), question(), question()]), [1, 1, 1]);
  assert.equal(await question(), 1);
});

test('a failure is not remembered', async () => {
  const answers = [Promise.reject(new Error('no')), Promise.resolve('yes')];
  const question = once(async () => await answers.shift());
  await assert.rejects(question(), /no/);
  assert.equal(await question(), 'yes');
});

test('who stops waiting does not stop the others', async () => {
  const answer = deferred<string>();
  const question = once(async () => await answer.promise);
  const controller = new AbortController();
  const [impatient, patient] = [question({ signal: controller.signal }), question()];
  controller.abort();
  await assert.rejects(impatient, { code: 'CANCELLED' });
  answer.resolve('yes');
  assert.equal(await patient, 'yes');
  await assert.rejects(question({ signal: controller.signal }), { code: 'CANCELLED' });
});
