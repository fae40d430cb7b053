import assert from 'node:assert/strict';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { isRunning } from '../../exec/is-running.js';
import { streamCommand } from './stream.js';

const stubborn = "trap '' TERM; echo $$; while :; do sleep 0.1; done";

test('the output comes as a stream, whose program has a process group of its own', async () => {
  const [pid, group] = (await text(streamCommand(['sh', '-c', 'echo $$; ps -o pgid= $$']))).trim().split(/\s+/);
  assert.equal(group, pid);
  await assert.rejects(text(streamCommand(['sh', '-c', 'echo oops >&2; exit 3'])), { exitCode: 3, stderr: 'oops\n' });
});

test('a program that does not heed is killed when its stream is aborted', { timeout: 10_000 }, async () => {
  const controller = new AbortController();
  const stream = streamCommand(['sh', '-c', stubborn], { signal: controller.signal });
  const [chunk] = (await once(stream, 'data')) as [Buffer];
  controller.abort();
  const begin = performance.now();
  while (isRunning(Number(chunk.toString())) && performance.now() - begin < 6_000) await setTimeout(50);
  assert.ok(!isRunning(Number(chunk.toString())));
  stream.destroy();
});
