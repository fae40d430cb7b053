import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandError, run } from './run.js';

test('run returns both streams and feeds standard input', async () => {
  const result = await run(['sh', '-c', 'cat; echo warned >&2'], { stdin: 'in' });
  assert.deepEqual(result, { stdout: 'in', stderr: 'warned\n', exitCode: 0 });
});

test('run rejects with the command, exit code and output in order', async () => {
  await assert.rejects(run(['sh', '-c', 'echo out; echo "a b" >&2; exit 3']), (error) => {
    assert.ok(error instanceof CommandError);
    assert.equal(error.exitCode, 3);
    assert.equal(error.stderr, 'a b\n');
    assert.match(error.message, /^command "sh -c 'echo out; .*" failed with error: exit status 3$/);
    return true;
  });
});

test('run names a program that does not exist', async () => {
  await assert.rejects(run(['no-such-program']), /exec: "no-such-program": executable file not found in \$PATH/);
});

test('run ends the process when its signal aborts', async () => {
  const controller = new AbortController();
  const running = run(['sleep', '60'], { signal: controller.signal });
  controller.abort();
  await assert.rejects(running, (error) => error instanceof CommandError && error.code === 'CANCELLED');
});

test('run ends the process at its timeout', async () => {
  await assert.rejects(run(['sleep', '60'], { timeout: 20 }), { code: 'TIMEOUT' });
});

test('run does not fail when the program ignores its input', async () => {
  assert.equal((await run(['true'], { stdin: 'x'.repeat(1 << 20) })).exitCode, 0);
});
