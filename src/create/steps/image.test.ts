import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Engine } from '../../engine/engine.js';
import { type ErrorCode, KindlingError } from '../../errors.js';
import { silent } from '../../progress.js';
import type { CreateContext } from '../context.js';
import { ensureImage } from './image.js';

/** Ensures an image that pulling gets at last; returns when pulling was tried, in milliseconds. */
async function pulls(t: TestContext, failures: readonly ErrorCode[]): Promise<{ at: number[]; error?: unknown }> {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const at: number[] = [];
  const engine = {
    hasImage: async () => false,
    pullImage: async () => {
      at.push(Date.now());
      const code = failures[at.length - 1];
      if (code !== undefined) throw new KindlingError(code, 'the registry says no');
    },
  } as unknown as Engine;
  const context = { engine, progress: silent } as CreateContext;
  let settled = false;
  const ended = ensureImage(context, 'example.org/node:1', new AbortController().signal)
    .then(
      () => ({ at }),
      (error: unknown) => ({ at, error }),
    )
    .finally(() => {
      settled = true;
    });
  while (!settled) {
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(100);
  }
  return await ended;
}

test('an image is pulled again four times, with longer and longer pauses', async (t) => {
  const { at, error } = await pulls(t, Array(5).fill('IMAGE_NOT_FOUND'));
  const pauses = at.slice(1).map((time, i) => Math.floor((time - (at[i] ?? 0)) / 1000));
  assert.deepEqual(pauses, [1, 2, 3, 4]);
  assert.ok(error instanceof KindlingError);
  assert.equal(error.code, 'IMAGE_NOT_FOUND');
  assert.equal(error.message, 'failed to pull image "example.org/node:1": the registry says no');
});

test('a pull that succeeds at last is a success', async (t) => {
  const { at, error } = await pulls(t, ['IMAGE_NOT_FOUND', 'IMAGE_NOT_FOUND']);
  assert.deepEqual([at.length, error], [3, undefined]);
});

test('a full disk and an engine that is gone are not tried again', async (t) => {
  const { at, error } = await pulls(t, ['NO_SPACE']);
  assert.deepEqual([at.length, (error as KindlingError).code], [1, 'NO_SPACE']);
});
