import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import type { EngineName } from '../../src/engine/engine.js';
import { eventually } from '../support/eventually.js';
import { User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';

const HEADER = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n';

/** Whatever the user does wrong: one clear error, and nothing left behind. */
export function badInputCases(engine: EngineName): void {
  let user: User;
  let clean: Record<string, string[]>;

  before(async () => {
    clean = await leftovers(engine);
    user = await User.create(engine);
  });
  afterEach(async () => {
    assert.deepEqual(await leftovers(engine), clean);
    assert.ok(!(await readdir(user.home)).includes('.kube'), 'a failed create writes no kubeconfig');
  });
  after(() => user.dispose());

  /** Creates with a configuration and returns the error lines. */
  async function failure(config: string, ...args: string[]): Promise<string> {
    const path = join(user.home, 'config.yaml');
    await writeFile(path, config);
    const { stdout, stderr, exitCode } = await user.kind(['create', 'cluster', '--config', path, ...args]);
    assert.equal(exitCode, 1, stderr);
    assert.equal(stdout, '');
    assert.equal(stderr.match(/^ERROR: /gm)?.length, 1, `one error, not:\n${stderr}`);
    return stderr.slice(stderr.indexOf('ERROR: '));
  }

  test('an unknown field is named with file, line and column', async () => {
    const error = await failure(`${HEADER}nodes:\n- role: control-plane\n  imagee: x\n`);
    assert.match(error, /^ERROR: failed to create cluster: unable to decode config: .*config\.yaml:5:3: .*imagee/s);
  });

  test('a value of the wrong type is named with file, line and column', async () => {
    const error = await failure(`${HEADER}networking:\n  apiServerPort: many\n`);
    assert.match(error, /config\.yaml:4:18: expected an integer, found "many"/);
  });

  test('a bad cluster name', async () => {
    const error = await failure(HEADER, '--name', 'Not_Good');
    assert.match(error, /'Not_Good' is not a valid cluster name, cluster names must match `\^\[a-z0-9\.-\]\+\$`/);
  });

  test('a configuration file that does not exist', async () => {
    const { stderr, exitCode } = await user.kind(['create', 'cluster', '--config', join(user.home, 'absent.yaml')]);
    assert.equal(exitCode, 1);
    assert.match(stderr, /ERROR: failed to create cluster: error reading file: .*absent\.yaml/);
  });

  test('a host port that another program holds is named', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    try {
      const mapping = `{ containerPort: 80, hostPort: ${port}, listenAddress: 127.0.0.1 }`;
      const error = await failure(`${HEADER}nodes:\n- role: control-plane\n  extraPortMappings:\n  - ${mapping}\n`);
      assert.match(error, new RegExp(`127\\.0\\.0\\.1:${port}`));
      assert.match(error, /port/);
    } finally {
      await new Promise((resolve) => holder.close(resolve));
    }
  });

  test('a node image of ours that was not built says how to build it', async () => {
    const error = await failure(HEADER, '--image', 'localhost/kindling/node:v1.2.3');
    assert.match(error, /node image "localhost\/kindling\/node:v1\.2\.3" is not here/);
    assert.match(error, /kind build node-image 1\.2\.3/);
  });

  test('a file that is no directory as a mount point', async () => {
    const file = join(user.home, 'file');
    await writeFile(file, '');
    await mkdir(join(user.home, 'dir'), { recursive: true });
    const mount = `{ hostPath: ${join(user.home, 'absent', 'deep')}, containerPath: /proc/1/x }`;
    const error = await failure(`${HEADER}nodes:\n- role: control-plane\n  extraMounts:\n  - ${mount}\n`);
    assert.match(error, /failed to create cluster/);
  });

  test('an interrupted create undoes everything', async () => {
    const controller = new AbortController();
    const { exitCode, stderr } = await user.run([user.program, 'create', 'cluster', '--name', 'e2e-interrupted'], {
      signal: controller.signal,
      onOutput: (text) => {
        if (text.includes('Starting control-plane')) controller.abort();
      },
    });
    assert.notEqual(exitCode, 0, stderr);
  });

  test('a create whose terminal is closed undoes everything', async () => {
    const command = `${user.program} create cluster --name e2e-hangup`;
    const terminal = spawn('script', ['--quiet', '--flush', '--command', command, '/dev/null'], {
      env: user.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const closed = once(terminal, 'close');
    terminal.stdout.on('data', (text) => {
      if (String(text).includes('Starting control-plane')) terminal.kill('SIGKILL');
    });
    await closed;
    assert.equal(terminal.signalCode, 'SIGKILL');
    await eventually(async () => assert.deepEqual(await leftovers(engine), clean));
  });

  test('a dead engine is named, with what to do', async () => {
    const dead = { docker: { DOCKER_HOST: 'unix:///nowhere/docker.sock' }, podman: { PATH: '/nowhere' } };
    const variables = Object.entries(engine === 'docker' ? dead.docker : dead.podman).map(([k, v]) => `${k}=${v}`);
    const { stderr, exitCode } = await user.run([
      '/usr/bin/env',
      ...variables,
      process.execPath,
      user.program,
      'create',
      'cluster',
    ]);
    assert.equal(exitCode, 1);
    assert.match(stderr, /^ERROR: .*(docker|podman)/m);
  });
}
