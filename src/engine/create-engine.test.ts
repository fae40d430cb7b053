import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { writeProgram } from '../exec/testing/write-program.js';
import { silent } from '../progress.js';
import { type CreateEngineOptions, createEngine, type Provider } from './create-engine.js';

const program = (provider: Provider, options: CreateEngineOptions = {}) => {
  const env = { PATH: '/none', HOME: '/none', CONTAINERS_CONF: '/none' };
  const engine = createEngine(provider, { env, ...options });
  return [engine.name, engine.execCommand('x', [], { tty: false, stdin: false })[0]];
};

async function directoryWith(t: TestContext, ...names: string[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'kindling-test-'));
  t.after(() => rm(directory, { recursive: true }));
  for (const name of names) await writeFile(join(directory, name), '');
  return directory;
}

test('a provider is an engine and a program', () => {
  assert.deepEqual(program('docker'), ['docker', 'docker']);
  assert.deepEqual(program('podman'), ['podman', 'podman']);
  assert.deepEqual(program('nerdctl'), ['nerdctl', 'nerdctl']);
  assert.deepEqual(program('finch'), ['nerdctl', 'finch']);
  assert.deepEqual(program('nerdctl.lima'), ['nerdctl', 'nerdctl.lima']);
});

test('the program can be another one', () => {
  assert.deepEqual(program('docker', { binary: '/opt/docker' }), ['docker', '/opt/docker']);
  assert.deepEqual(program('podman', { binary: 'podman5' }), ['podman', 'podman5']);
  assert.deepEqual(program('nerdctl', { binary: '/opt/nerdctl' }), ['nerdctl', '/opt/nerdctl']);
});

test('nerdctl without a name is nerdctl, else finch, where they are installed', async (t) => {
  const named = async (...installed: string[]) => {
    const env = { PATH: await directoryWith(t, ...installed) };
    return program('nerdctl', { binary: '', env })[1];
  };
  assert.equal(await named('nerdctl', 'finch'), 'nerdctl');
  assert.equal(await named('finch'), 'finch');
  assert.equal(await named(), 'nerdctl');
});

test('podman is experimental, and says so', () => {
  const warnings: string[] = [];
  const progress = { ...silent, warn: (message: string) => void warnings.push(message) };
  program('podman', { progress });
  program('docker', { progress });
  assert.deepEqual(warnings, ['enabling experimental podman provider']);
});

test("an engine's program gets the environment that was handed in, and nothing of this process'", async (t) => {
  const directory = await directoryWith(t);
  process.env.KINDLING_TEST_LEAK = 'yes';
  t.after(() => delete process.env.KINDLING_TEST_LEAK);
  writeProgram(join(directory, 'docker'), `env >${directory}/env`);
  const engine = createEngine('docker', { env: { PATH: `${directory}:${process.env.PATH}`, GIVEN: '1' } });
  const variables = async () => (await readFile(join(directory, 'env'), 'utf8')).match(/^(GIVEN|KINDLING_\w+)=.*$/gm);
  await engine.removeNetwork('x');
  assert.deepEqual(await variables(), ['GIVEN=1']);
  for await (const _ of engine.logs('x'));
  assert.deepEqual(await variables(), ['GIVEN=1']);
});
