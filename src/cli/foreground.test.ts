import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Interrupted } from './exit-codes.js';
import { runInForeground } from './foreground.js';

const { signal } = new AbortController();

test("the exit code is the program's, and the input ours", async () => {
  assert.equal(await runInForeground(['sh', '-c', 'read word; exit $word'], { input: '7\n', signal }), 7);
  assert.equal(await runInForeground(['true'], { input: 'x'.repeat(1_000_000), signal }), 0);
});

test('a program that a signal ended has the code that shells give it', async () => {
  assert.equal(await runInForeground(['sh', '-c', 'kill -9 $$'], { input: '', signal }), 137);
});

for (const [name, code] of [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${name} is passed on`, async () => {
    const controller = new AbortController();
    const running = runInForeground(['sleep', '60'], { input: '', signal: controller.signal });
    controller.abort(new Interrupted(name));
    assert.equal(await running, code);
  });
}

test('a program that does not exist is an error', async () => {
  await assert.rejects(runInForeground(['no-such-program'], { input: '', signal }), {
    code: 'COMMAND_FAILED',
    message: 'could not run "no-such-program": spawn no-such-program ENOENT',
  });
});
