import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Plan } from './plan.js';

test('a step receives the results of the steps it needs', async () => {
  const plan = new Plan();
  const one = plan.step('one', {}, () => 1);
  const two = plan.step('two', { needs: { one } }, ({ one }) => one + 1);
  let seen: number[] = [];
  const both = plan.all('both', [one, two]);
  plan.step('sum', { needs: { both } }, ({ both }) => {
    seen = both;
  });
  await plan.run();
  assert.deepEqual(seen, [1, 2]);
});

test('independent steps overlap, dependent ones wait', async () => {
  const plan = new Plan();
  const order: string[] = [];
  let releaseSlow = () => {};
  const slow = plan.step('slow', {}, () => new Promise<void>((resolve) => (releaseSlow = resolve)));
  plan.step('quick', {}, () => {
    order.push('quick');
    releaseSlow();
  });
  plan.step('after slow', { needs: { slow } }, () => {
    order.push('after slow');
  });
  await plan.run();
  assert.deepEqual(order, ['quick', 'after slow']);
});

test('the first failure aborts what is running, and is thrown when all has stopped', async () => {
  const plan = new Plan();
  let stopped = false;
  plan.step('long', {}, async (_, signal) => {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    stopped = true;
    throw new Error('long was cancelled');
  });
  const bad = plan.step('bad', {}, async () => {
    throw new Error('bad broke');
  });
  let ran = false;
  plan.step('after bad', { needs: { bad } }, () => {
    ran = true;
  });
  await assert.rejects(plan.run(), /bad broke/);
  assert.ok(stopped);
  assert.ok(!ran);
});

test('an aborted signal cancels the plan', async () => {
  const controller = new AbortController();
  const plan = new Plan();
  plan.step('waits', {}, async (_, signal) => {
    controller.abort(new Error('interrupted by the user'));
    signal.throwIfAborted();
  });
  await assert.rejects(plan.run({ signal: controller.signal }), {
    code: 'CANCELLED',
    cause: new Error('interrupted by the user'),
  });
});

test('timings name what each step waited for', async () => {
  const plan = new Plan();
  const a = plan.step('a', { phase: 'first' }, () => 1);
  plan.step('b', { needs: { a } }, () => 2);
  const timings = await plan.run();
  assert.deepEqual(
    timings.map(({ step, phase, needs }) => ({ step, phase, needs })),
    [
      { step: 'a', phase: 'first', needs: [] },
      { step: 'b', phase: undefined, needs: ['a'] },
    ],
  );
  assert.ok(timings.every(({ start, end }) => end >= start));
});

test('two steps of one name are refused', () => {
  const plan = new Plan();
  plan.step('x', {}, () => 1);
  assert.throws(() => plan.step('x', {}, () => 2), /there is a step "x" already/);
});
