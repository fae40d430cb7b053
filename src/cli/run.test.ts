import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { KindlingError } from '../errors.js';
import { CommandError } from '../exec/run.js';
import { Interrupted } from './exit-codes.js';
import { kind } from './testing/captured-cli.js';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
const groups = ['build', 'completion', 'create', 'delete', 'export', 'get', 'load'];

/** What goes wrong when a command asks the library for an engine. */
const failing = (error: unknown) => ({ library: { detectEngine: () => Promise.reject(error) } });

test('without a command, help goes to stdout', async () => {
  const { code, stdout, stderr } = await kind([]);
  assert.equal(code, 0);
  assert.equal(stderr, '');
  assert.match(stdout, /^Usage:\n {2}kind \[flags\]\n {2}kind \[command\]$/m);
  for (const group of groups) assert.match(stdout, new RegExp(`^  ${group} `, 'm'));
  assert.doesNotMatch(stdout, /__complete/);
});

test('a group without a command prints its help and fails', async () => {
  for (const group of groups) {
    const { code, stdout, stderr } = await kind([group]);
    assert.equal(code, 1, group);
    assert.equal(stderr, 'ERROR: Subcommand is required\n');
    assert.match(stdout, new RegExp(`^  kind ${group} \\[command\\]$`, 'm'));
  }
});

test('a misspelled subcommand fails', async () => {
  const near = {
    create: 'clutser',
    delete: 'clster',
    get: 'node',
    export: 'log',
    build: 'nodeimage',
    completion: 'bsh',
  };
  for (const [group, typo] of Object.entries(near)) {
    const { code, stderr } = await kind([group, typo]);
    assert.equal(code, 1, group);
    assert.match(stderr, /^ERROR: Subcommand is required\nHINT: did you mean "kind \w+ [\w-]+"/);
  }
  const { code, stdout, stderr } = await kind(['load', 'docker-imag']);
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /^ERROR: unknown command "docker-imag" for "kind load"\n/);
});

test('an unknown command fails, with suggestions when something is close', async () => {
  assert.equal((await kind(['xyzzy'])).stderr, 'ERROR: unknown command "xyzzy" for "kind"\n');
  assert.equal(
    (await kind(['crate', 'cluster'])).stderr,
    'ERROR: unknown command "crate" for "kind"\n\nDid you mean this?\n\tcreate\n',
  );
  assert.equal(
    (await kind(['DELET'])).stderr,
    'ERROR: unknown command "DELET" for "kind"\n\nDid you mean this?\n\tdelete\n',
  );
});

test('commands that take no arguments refuse them', async () => {
  const lines = [
    'create cluster',
    'delete cluster',
    'get clusters',
    'get nodes',
    'get kubeconfig',
    'export kubeconfig',
  ];
  for (const line of [...lines, 'completion bash', 'completion zsh', 'completion powershell']) {
    const { code, stdout, stderr } = await kind([...line.split(' '), 'extra']);
    assert.deepEqual([code, stdout, stderr], [1, '', `ERROR: unknown command "extra" for "kind ${line}"\n`]);
  }
  assert.equal((await kind(['version', 'extra'])).code, 0);
  assert.equal((await kind(['completion', 'fish', 'extra'])).code, 0);
});

test('other numbers of arguments are checked too', async () => {
  const cases = {
    'export logs a b': 'accepts at most 1 arg(s), received 2',
    'build node-image a b c': 'accepts at most 1 arg(s), received 3',
    'load docker-image': 'a list of image names is required',
    'load image-archive --name x': 'name of image archive is required',
  };
  for (const [line, message] of Object.entries(cases)) {
    const { code, stderr } = await kind(line.split(' '));
    assert.deepEqual([code, stderr], [1, `ERROR: ${message}\n`], line);
  }
});

test('flag errors are told on the ERROR line, without usage', async () => {
  const cases: [string, string][] = [
    ['create cluster --wait 30', 'invalid argument "30" for "--wait" flag: time: missing unit in duration "30"'],
    ['get nodes --name', 'flag needs an argument: --name'],
    ['get nodes -x', "unknown shorthand flag: 'x' in -x"],
    ['get clusters -n kind', "unknown shorthand flag: 'n' in -n"],
    ['--xyzzy', 'unknown flag: --xyzzy'],
  ];
  for (const [line, message] of cases) {
    const { code, stdout, stderr } = await kind(line.split(' '));
    assert.deepEqual([code, stdout, stderr], [1, '', `ERROR: ${message}\n`]);
  }
});

test('a mistake that we understand gets a hint', async () => {
  assert.match(
    (await kind(['get', 'nodes', '--nam', 'x'])).stderr,
    /^ERROR: unknown flag: --nam\nHINT: did you mean --name\?\n$/,
  );
  assert.match((await kind(['build', 'add-image', 'x'])).stderr, /^HINT: .*kind load docker-image/m);
});

test('flags may stand before and between the words of a command', async () => {
  for (const line of ['-v 1 version', 'version -v=1', '--verbosity 3 version', '--xyz=1 --help version']) {
    const { code, stdout } = await kind(line.split(' '));
    assert.equal(code, line.includes('xyz') ? 1 : 0, line);
    if (code === 0) assert.match(stdout, /^kind v/);
  }
});

test('help is asked for by -h, --help and the help command', async () => {
  const asked = await kind(['help', 'create', 'cluster']);
  assert.equal(asked.code, 0);
  assert.match(asked.stdout, /^Usage:\n {2}kind create cluster \[flags\]\n/m);
  assert.match(asked.stdout, /^Flags:\n(.*\n)* {2}-n, --name string /m);
  assert.match(asked.stdout, /^Global Flags:\n {2}-q, --quiet /m);
  for (const line of ['create cluster -h', 'create cluster --help extra', '-h create cluster', 'create cluster -qh']) {
    assert.deepEqual(await kind(line.split(' ')), asked, line);
  }
  assert.match((await kind(['help'])).stdout, /Available Commands:/);
  const unknown = await kind(['help', 'xyzzy']);
  assert.deepEqual([unknown.code, unknown.stderr], [0, '']);
  assert.match(unknown.stdout, /^Unknown help topic \[`xyzzy`\]\n(.*\n)*Available Commands:/);
  assert.deepEqual(await kind(['help', 'create', 'xyzzy']), await kind(['create', '--help']));
});

test('every command has help that fits a terminal', async () => {
  const { root } = await import('./root.js');
  const visit = async (command: typeof root, path: string[]): Promise<void> => {
    if (!command.hidden) {
      const { code, stdout } = await kind([...path, '--help']);
      assert.equal(code, 0);
      for (const line of stdout.split('\n')) assert.ok(line.length <= 120, `${path.join(' ')}: ${line}`);
    }
    for (const child of command.commands ?? []) await visit(child, [...path, child.name]);
  };
  await visit(root, []);
});

test('versions', async () => {
  const full = /^kind v(\S+) v\d+\.\d+\.\d+ (?:linux|darwin|windows)\/(?:amd64|arm64)\n$/;
  assert.equal(full.exec((await kind(['version'])).stdout)?.[1], version);
  assert.equal((await kind(['version', '-q'])).stdout, `${version}\n`);
  assert.equal((await kind(['version', '-v=-1'])).stdout, `${version}\n`);
  assert.equal((await kind(['--version'])).stdout, `kind version ${version}\n`);
  assert.equal((await kind(['version', '--version'])).stderr, 'ERROR: unknown flag: --version\n');
});

test('quiet silences stderr, even of errors, and leaves stdout', async () => {
  for (const line of [
    '-q xyzzy',
    'get nodes --quiet -x',
    'create cluster --wait 30 -q',
    'create cluster extra --no=1 -q',
  ]) {
    const { code, stdout, stderr } = await kind(line.split(' '));
    assert.deepEqual([code, stdout, stderr], [1, '', ''], line);
  }
  assert.match((await kind(['create', '-q'])).stdout, /Available Commands/);
  assert.match((await kind(['-q', '-h'])).stdout, /Available Commands/);
  assert.match((await kind(['get', 'nodes', '--quiet=false', '-x'])).stderr, /^ERROR/);
});

test('a hint stands on the line after the error', async () => {
  const error = new KindlingError('PREFLIGHT', 'too few inotify watches', { hint: 'raise the limit' });
  const { code, stderr } = await kind(['get', 'clusters'], failing(error));
  assert.deepEqual([code, stderr], [1, 'ERROR: too few inotify watches\nHINT: raise the limit\n']);
});

test("a failed program's output follows, and with verbosity the stack trace", async () => {
  const inner = new CommandError(['docker', 'ps'], 'exit status 1', { exitCode: 1, output: 'no daemon\n' });
  const error = new KindlingError('ENGINE_FAILED', 'failed to list clusters', { cause: inner });
  const plain = await kind(['get', 'clusters'], failing(error));
  assert.equal(plain.stderr, 'ERROR: failed to list clusters\n\nCommand Output: no daemon\n');
  const coloured = await kind(['get', 'clusters'], { ...failing(error), terminal: true });
  assert.equal(
    coloured.stderr,
    '\x1b[31mERROR\x1b[0m: failed to list clusters\n\x1b[31mCommand Output\x1b[0m: no daemon\n',
  );
  const verbose = await kind(['get', 'clusters', '-v', '1'], failing(error));
  assert.match(
    verbose.stderr,
    /\n\nStack Trace: \nKindlingError: failed(.*\n)*Caused by: CommandError: command "docker ps"/,
  );
  assert.equal((await kind(['create', '-v', '1'])).stderr, 'ERROR: Subcommand is required\n');
});

test('a signal has the exit code that shells know', async () => {
  for (const [name, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    const controller = new AbortController();
    controller.abort(new Interrupted(name));
    const { code } = await kind(['get', 'clusters'], {
      ...failing(controller.signal.reason),
      signal: controller.signal,
    });
    assert.equal(code, expected);
  }
});

test("--loglevel is accepted anywhere, with a pointer to today's flags", async () => {
  const pointer = 'Flag --loglevel has been deprecated, it has no effect: use -v 1 and up, or -q\n';
  for (const line of ['--loglevel debug version', 'version --loglevel=info', 'version --loglevel warning']) {
    const { code, stdout, stderr } = await kind(line.split(' '));
    assert.deepEqual([code, stderr], [0, pointer], line);
    assert.match(stdout, /^kind v/);
  }
  assert.equal((await kind(['version', '--loglevel', 'debug', '-q'])).stderr, '');
  assert.doesNotMatch((await kind(['version', '--help'])).stdout, /loglevel/);
});
