import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { heedClosedPipes } from './closed-pipes.js';

const closed = () => Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });

test('a closed output cancels, closed messages do not, other errors are thrown', () => {
  const reasons: string[] = [];
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  heedClosedPipes(stdout, stderr, ({ code }) => reasons.push(code));
  stderr.emit('error', closed());
  assert.deepEqual(reasons, []);
  stdout.emit('error', closed());
  assert.deepEqual(reasons, ['CANCELLED']);
  for (const stream of [stdout, stderr]) assert.throws(() => stream.emit('error', new Error('ENOSPC')), /ENOSPC/);
});

for (const [line, stream, code] of [
  ['xyzzy', 'stderr', 1],
  ['version', 'stdout', 0],
] as const) {
  test(`kind ${line} with its ${stream} closed exits with ${code}`, async () => {
    const main = new URL('main.js', import.meta.url);
    const script = `process.argv.splice(1, 0, 'kind'); (await import(${JSON.stringify(main.href)})).main();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, line], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child[stream].destroy();
    const [exitCode] = await once(child, 'exit');
    assert.equal(exitCode, code);
  });
}
