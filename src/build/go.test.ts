import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KindlingError } from '../errors.js';
import { go, goBuildInputs, goVersion } from './go.js';
import { downloadModule } from './go-modules.js';

test('the version of Go is a part of what a build depends on', async () => {
  assert.match(await goVersion(), /^go\d+\.\d+/);
});

test('a build with C code is linked statically', () => {
  const { command } = goBuildInputs({ packages: ['.'], cgo: true }) as { command: string[] };
  assert.match(command[command.indexOf('-ldflags') + 1] ?? '', /-extldflags -static/);
});

test('tags and variables reach the compiler', () => {
  const build = { packages: ['./cmd/a'], tags: ['x', 'y'], variables: { 'main.version': 'v1' } };
  const { command } = goBuildInputs(build) as { command: string[] };
  assert.equal(command[command.indexOf('-tags') + 1], 'x,y');
  assert.match(command[command.indexOf('-ldflags') + 1] ?? '', /-X main\.version=v1/);
});

test('a program that runs tests is compiled like others, with its tests', () => {
  const { command } = goBuildInputs({ packages: ['./test'], tests: true, variables: { 'a.b': 'c' } }) as {
    command: string[];
  };
  assert.deepEqual(command.slice(0, 2), ['test', '-c']);
  assert.match(command[command.indexOf('-ldflags') + 1] ?? '', /-X a\.b=c/);
  assert.equal(command.at(-1), './test');
});

test('a failing command tells the end of its output', async () => {
  await assert.rejects(go(['no-such-command']), (error) => {
    assert.ok(error instanceof KindlingError);
    assert.equal(error.code, 'BUILD_FAILED');
    assert.match(error.message, /^go no-such-command failed:\n.*unknown command/s);
    return true;
  });
});

test('without Go the user is told to install it', async () => {
  await assert.rejects(go(['version'], { env: { PATH: '/nonexistent' } }), { code: 'PREFLIGHT' });
});

test('a module that cannot be had is named', async () => {
  const download = downloadModule('example.invalid/module', 'v1.0.0');
  await assert.rejects(download, { code: 'BUILD_FAILED', message: /example\.invalid\/module@v1\.0\.0/ });
});
