import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { before, test } from 'node:test';
import { CommandError, run } from '../../exec/run.js';
import type { World } from './world.js';

/** What an engine does with programs in containers. */
export function execCases(world: World): void {
  let node = '';
  before(async () => {
    node = await world.node();
  });
  const exec = async (command: string[], options = {}) => await world.it.exec(node, command, options);

  test('output, errors and arguments come through as they are', async () => {
    const odd = ['a b', '', '"quoted"', "it's", '$HOME', '*', 'new\nline', 'äöü', '-x', '--'];
    const { stdout, stderr, exitCode } = await exec([
      'sh',
      '-c',
      'for a; do echo "<$a>"; done; echo oops >&2',
      'sh',
      ...odd,
    ]);
    assert.equal(stdout, `${odd.map((argument) => `<${argument}>`).join('\n')}\n`);
    assert.equal(stderr, 'oops\n');
    assert.equal(exitCode, 0);
  });

  test('the exit code is that of the program', async () => {
    await assert.rejects(exec(['sh', '-c', 'echo out; echo err >&2; exit 42']), (error) => {
      assert.ok(error instanceof CommandError);
      assert.equal(error.exitCode, 42);
      assert.equal(error.stdout, 'out\n');
      assert.equal(error.stderr.trim(), 'err');
      assert.match(error.output, /out/);
      return true;
    });
    assert.equal((await exec(['sh', '-c', 'exit 3'], { okCodes: [0, 3] })).exitCode, 3);
  });

  test('what a program prints is not taken for a failure of the engine', async () => {
    const said = 'Error: No such image: x\nno space left on device\nbind: address already in use';
    await assert.rejects(exec(['sh', '-c', 'echo "$1" >&2; exit 1', 'sh', said]), (error) => {
      assert.ok(error instanceof CommandError);
      assert.equal(error.code, 'COMMAND_FAILED');
      return true;
    });
  });

  test('a program that is not there is a failed command', async () => {
    await assert.rejects(exec(['no-such-program']), (error) => {
      assert.ok(error instanceof CommandError);
      assert.ok([126, 127].includes(error.exitCode ?? 0), `exit code ${error.exitCode}`);
      return true;
    });
  });

  test('variables are set, and those of the container are there', async () => {
    const name = await world.node({ env: { OUTER: '1', SAME: '3' } });
    const { stdout } = await world.it.exec(name, ['env'], { env: { INNER: 'a=b, c', EMPTY: '', OUTER: '2' } });
    for (const line of ['OUTER=2', 'INNER=a=b, c', 'EMPTY=', 'SAME=3'])
      assert.ok(stdout.split('\n').includes(line), stdout);
  });

  test('input may be text, bytes, or a long stream', async () => {
    assert.equal((await exec(['cat'], { stdin: 'text' })).stdout, 'text');
    assert.equal((await exec(['wc', '-c'], { stdin: Buffer.alloc(1000) })).stdout.trim(), '1000');
    assert.equal((await exec(['cat'], { stdin: '' })).stdout, '');
    const hash = createHash('sha256');
    const chunks = Array.from({ length: 256 }, (_, index) => Buffer.alloc(64 * 1024, index));
    for (const chunk of chunks) hash.update(chunk);
    const { stdout } = await exec(['sha256sum'], { stdin: Readable.from(chunks) });
    assert.equal(stdout.split(' ')[0], hash.digest('hex'));
  });

  test('a program that reads none of its input is no failure', async () => {
    assert.equal((await exec(['true'], { stdin: Buffer.alloc(4 * 1024 * 1024) })).exitCode, 0);
  });

  test('long output arrives in full', async () => {
    let length = 0;
    const options = { maxBuffer: 1024, onOutput: (chunk: Buffer) => (length += chunk.length) };
    const { stdout } = await exec(['head', '-c', String(24 * 1024 * 1024), '/dev/zero'], options);
    assert.equal(length, 24 * 1024 * 1024);
    assert.ok(stdout.length <= 64 * 1024);
  });

  test('output may be a stream, which fails when the program does', async () => {
    const whole = await buffer(world.it.execStream(node, ['head', '-c', String(8 * 1024 * 1024), '/dev/zero']));
    assert.deepEqual([whole.length, whole.every((byte) => byte === 0)], [8 * 1024 * 1024, true]);
    await assert.rejects(buffer(world.it.execStream(node, ['sh', '-c', 'echo begun; exit 3'])));
  });

  test('what a program leaves in the background is not waited for', { timeout: 20_000 }, async () => {
    const { stdout } = await exec(['sh', '-c', 'echo here; sleep 900 >/dev/null 2>&1 &']);
    assert.equal(stdout, 'here\n');
  });

  test('many programs at once each get their own output', async () => {
    const numbers = Array.from({ length: 10 }, (_, index) => String(index));
    const results = await Promise.all(numbers.map(async (number) => (await exec(['echo', number])).stdout.trim()));
    assert.deepEqual(results, numbers);
  });

  for (const [what, code] of [
    ['aborted', 'CANCELLED'],
    ['too slow', 'TIMEOUT'],
  ]) {
    test(`a program that is ${what} is ended, and others go on`, async () => {
      const marker = `kindling-test-${what?.replace(' ', '-')}`;
      const controller = new AbortController();
      const other = exec(['sh', '-c', 'cat >/dev/null; echo done', `${marker}-other`], { stdin: later(3000) });
      const running = exec(['sh', '-c', 'echo started; sleep 900', marker], {
        signal: controller.signal,
        ...(code === 'TIMEOUT' ? { timeout: 2000 } : {}),
        onOutput: () => code === 'CANCELLED' && controller.abort(),
      });
      await assert.rejects(running, { code });
      const { stdout } = await exec([
        'sh',
        '-c',
        "for f in /proc/[0-9]*/cmdline; do tr '\\0' ' ' <$f 2>/dev/null; echo; done",
      ]);
      assert.equal(stdout.includes(`sleep 900 ${marker}`), false, stdout);
      assert.equal((await other).stdout, 'done\n');
    });
  }

  test('an aborted signal starts nothing', async () => {
    await assert.rejects(exec(['true'], { signal: AbortSignal.abort() }), { code: 'CANCELLED' });
  });

  test('in a container that is stopped nothing runs', async () => {
    const name = await world.node();
    await world.it.exec(name, ['true']);
    await world.it.stopContainer(name, 0);
    await assert.rejects(world.it.exec(name, ['true']), { code: 'ENGINE_FAILED' });
    await world.it.startContainer(name);
    assert.equal((await world.it.exec(name, ['echo', 'back'])).stdout, 'back\n');
  });

  test('in a container made anew under an old name, programs run in the new one', async () => {
    const name = await world.node();
    await world.it.exec(name, ['sh', '-c', 'echo old >/which']);
    await (await world.engine()).removeContainers([name]);
    await assert.rejects(world.it.exec(name, ['true']), { code: 'NODE_NOT_FOUND' });
    await (await world.engine()).runContainer(world.spec({ name }));
    assert.equal((await world.it.exec(name, ['ls', '/which'], { okCodes: [0, 1] })).exitCode, 1);
  });

  test('the command for an interactive program can be run as it is', async () => {
    const command = world.it.execCommand(node, ['cat'], { tty: false, stdin: true });
    assert.equal((await run(command, { stdin: 'by hand' })).stdout, 'by hand');
    assert.ok(world.it.execCommand(node, ['cat'], { tty: true, stdin: true }).includes('-t'));
  });
}

/** A stream that ends after some milliseconds. */
function later(ms: number): Readable {
  const stream = new Readable({ read() {} });
  setTimeout(() => stream.push(null), ms);
  return stream;
}
