import assert from 'node:assert/strict';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { World } from './world.js';

/** What an engine does with a container's console. */
export function logCases(world: World): void {
  const talker = (script: string) => world.node({ command: ['sh', '-c', script] });

  test('the console is what was printed so far, errors as well', async () => {
    const name = await talker('echo one; echo two >&2');
    await text(world.it.logs(name, { follow: true }));
    assert.deepEqual((await text(world.it.logs(name))).trim().split(/\r?\n/), ['one', 'two']);
  });

  test('followed, lines come as they are printed, and the stream ends with the container', async () => {
    const name = await talker('echo first; while [ ! -e /go ]; do sleep 0.1; done; echo last');
    const logs = world.it.logs(name, { follow: true });
    let seen = '';
    for await (const chunk of logs) {
      if (seen === '') await world.it.exec(name, ['sh', '-c', 'echo >/go']);
      seen += String(chunk);
    }
    assert.deepEqual(seen.trim().split(/\r?\n/), ['first', 'last']);
  });

  test('followed, the stream ends without an error when it is aborted', { timeout: 20_000 }, async () => {
    const name = await talker('echo ready; sleep 900');
    const controller = new AbortController();
    const logs = world.it.logs(name, { follow: true, signal: controller.signal });
    let seen = '';
    for await (const chunk of logs) {
      seen += String(chunk);
      controller.abort();
    }
    assert.match(seen, /ready/);
  });

  test('the stream can be dropped', { timeout: 20_000 }, async () => {
    const logs = world.it.logs(await talker('while true; do echo more; done'), { follow: true });
    await once(logs, 'data');
    logs.destroy();
    await once(logs, 'close');
  });

  test('a container that is not there has no console', async () => {
    await assert.rejects(text(world.it.logs(world.name())), { code: 'NODE_NOT_FOUND' });
    await assert.rejects(text(world.it.logs(world.name(), { follow: true })), { code: 'NODE_NOT_FOUND' });
  });
}
