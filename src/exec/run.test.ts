import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
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

test('a program that does not heed is killed, and what it left behind is not waited for', {
  timeout: 20_000,
}, async () => {
  const stubborn = "trap '' TERM; sleep 30; sleep 30";
  const begin = performance.now();
  await assert.rejects(run(['sh', '-c', stubborn], { timeout: 100 }), { code: 'TIMEOUT' });
  const escaped = run(['sh', '-c', 'setsid sleep 30 & sleep 60'], { timeout: 100 });
  await assert.rejects(escaped, { code: 'TIMEOUT' });
  const left = run(['sh', '-c', `sh -c "${stubborn}" &`], { timeout: 100 });
  await assert.rejects(left, { code: 'TIMEOUT' });
  assert.ok(performance.now() - begin < 8_000);
});

test('a program is in a process group of its own', async () => {
  const { stdout } = await run(['sh', '-c', 'echo $$; ps -o pgid= $$']);
  const [pid, group] = stdout.trim().split(/\s+/);
  assert.equal(group, pid);
});

test('the children of a program end with it', async () => {
  const controller = new AbortController();
  let child = 0;
  const onOutput = (chunk: Buffer) => {
    child = Number(chunk.toString());
    controller.abort();
  };
  await assert.rejects(run(['sh', '-c', 'sleep 60 & echo $!; wait'], { signal: controller.signal, onOutput }));
  // Where nobody reaps orphans, a zombie remains.
  const state = await readFile(`/proc/${child}/stat`, 'utf8').catch(() => 'gone');
  assert.match(state, /^gone$|\) [ZX] /);
});
