import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { runLocally } from './local-process.js';

const sh = async (script: string, options = {}) => await runLocally(['sh', '-c', script], options, process.env);

test('output, order and exit code are kept', async () => {
  const { stdout, stderr, output, exitCode } = await sh('echo out; echo err >&2; exit 3');
  assert.deepEqual([stdout, stderr, exitCode], ['out\n', 'err\n', 3]);
  assert.equal(output.length, 8);
});

test('input of each kind is fed', async () => {
  for (const stdin of ['abc', Buffer.from('abc'), Readable.from(['a', 'bc'])])
    assert.equal((await sh('cat', { stdin })).stdout, 'abc');
});

test('what is left in the background is not waited for, even if it keeps the output open', {
  timeout: 10_000,
}, async () => {
  const { stdout } = await sh('echo here; sleep 60 & echo $!');
  const [said, pid] = stdout.split('\n');
  process.kill(Number(pid));
  assert.equal(said, 'here');
});

test('long output arrives in full, of which the end is kept', async () => {
  let length = 0;
  const onOutput = (chunk: Buffer) => {
    length += chunk.length;
  };
  const { stdout } = await sh('head -c 5000000 /dev/zero; echo end', { onOutput, maxBuffer: 1000 });
  assert.equal(length, 5_000_004);
  assert.ok(stdout.endsWith('end\n') && stdout.length < 200_000);
});

for (const [how, script] of [
  ['with its children', 'sh -c "sleep 60; true" & sleep 60; true'],
  ['even if it does not want to', 'trap "" TERM; while true; do sleep 0.1; done'],
]) {
  test(`a program is ended ${how}`, { timeout: 10_000 }, async () => {
    const controller = new AbortController();
    const running = sh(`echo ready; ${script}`, { signal: controller.signal, onOutput: () => controller.abort() });
    assert.equal((await running).stopped, 'CANCELLED');
  });
}

test('a program whose signal is aborted already is ended', { timeout: 10_000 }, async () => {
  assert.equal((await sh('sleep 60; true', { signal: AbortSignal.abort() })).stopped, 'CANCELLED');
});

test('a program that takes too long is ended', async () => {
  assert.equal((await sh('sleep 60; true', { timeout: 100 })).stopped, 'TIMEOUT');
});

test('a program that is not there is an error', async () => {
  await assert.rejects(runLocally(['/no/such/program'], {}, process.env), { code: 'COMMAND_FAILED' });
});
