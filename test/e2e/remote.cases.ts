import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { withSampleImage } from '../../scripts/quickstart/sample-image.js';
import { hostKubectl } from '../support/host-kubectl.js';
import { User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';
import { type RemoteEngine, remoteEngine } from '../support/remote-engine.js';
import { pod } from './workloads.js';

const NAME = 'e2e-remote';
const NODE = `${NAME}-control-plane`;

/** The variables by which each engine's client is told of a remote engine, and how one is given a name. */
const clients = {
  docker: {
    address: 'DOCKER_HOST',
    name: 'DOCKER_CONTEXT',
    define: (address: string) => ['docker', 'context', 'create', 'far', '--docker', `host=${address}`],
  },
  podman: {
    address: 'CONTAINER_HOST',
    name: 'CONTAINER_CONNECTION',
    define: (address: string) => ['podman', 'system', 'connection', 'add', 'far', address],
  },
};

/** A cluster on an engine behind a network address: nothing may be done past that. */
export function remoteCases(engine: 'docker' | 'podman'): void {
  const client = clients[engine];
  let clean: Record<string, string[]>;
  let remote: RemoteEngine;
  let user: User;
  /** A file that is there when runc was called directly. */
  let note: string;

  /** `kind` with a remote engine that is named in some way. */
  const env = (...variables: string[]) => ['/usr/bin/env', ...variables];
  const must = async (command: string[], stdin?: string) => {
    const result = await user.run(command, stdin === undefined ? {} : { stdin });
    assert.equal(result.exitCode, 0, `${command.join(' ')}:\n${result.stderr}`);
    return result;
  };

  before(async () => {
    clean = await leftovers(engine);
    remote = await remoteEngine(engine);
    user = await User.create(engine);
    const bin = join(user.home, 'bin');
    note = join(user.home, 'runc-was-called');
    await mkdir(bin);
    const script = `#!/bin/sh\ntouch ${note}\nPATH=${process.env.PATH}\nexec runc "$@"\n`;
    await writeProgram(join(bin, 'runc'), script);
    await must(client.define(remote.address));
  });

  after(async () => {
    await user.kind(['delete', 'cluster', '--name', NAME]);
    await remote.stop();
    await user.dispose();
  });

  const path = () => `PATH=${join(user.home, 'bin')}:${process.env.PATH}`;

  test(`create by ${client.address}`, async () => {
    const kind = [...env(path(), `${client.address}=${remote.address}`), user.program];
    const created = await must([...kind, 'create', 'cluster', '--name', NAME, '--wait', '3m']);
    assert.equal(created.stdout, '');
    // The address is this machine's: no reason for a warning.
    assert.doesNotMatch(created.stderr, /engine is remote/);
    assert.ok(remote.connections() > 10);
  });

  test('the kubeconfig reaches the API, and what is loaded runs', async () => {
    const kubectl = await hostKubectl();
    const nodes = await must([...kubectl, 'get', 'nodes', '-o', 'name']);
    assert.equal(nodes.stdout, `node/${NODE}\n`);
    const kind = [...env(path(), `${client.name}=far`), user.program];
    await withSampleImage((archive) => must([...kind, 'load', 'image-archive', archive, '--name', NAME]));
    await must([...kubectl, 'apply', '-f', '-'], pod('web'));
    await must([...kubectl, 'wait', '--for=condition=Ready', 'pod/web', '--timeout=60s']);
  });

  test(`${client.name} names it, and nothing goes past the engine`, async () => {
    const before_ = remote.connections();
    const kind = [...env(path(), `${client.name}=far`), user.program];
    assert.equal((await must([...kind, 'get', 'nodes', '--name', NAME])).stdout, `${NODE}\n`);
    assert.match(
      (await must([...kind, 'get', 'kubeconfig', '--name', NAME])).stdout,
      /server: https:\/\/127\.0\.0\.1:/,
    );
    assert.ok(remote.connections() > before_);
    assert.ok(!existsSync(note), 'runc was called directly');
    // The same without the variable, to see that it would be noticed.
    await must([...env(path()), user.program, 'get', 'kubeconfig', '--name', NAME]);
    assert.ok(existsSync(note), 'runc was not called directly');
  });

  if (engine === 'docker') {
    test('over ssh, the kubeconfig comes with a warning: its address may not be reachable from here', async () => {
      // An ssh whose other end is this machine.
      const script = '#!/bin/sh\nunset DOCKER_HOST\nwhile [ "$1" != docker ]; do shift; done\nexec "$@"\n';
      await writeProgram(join(user.home, 'bin', 'ssh'), script);
      const kind = [...env(path(), 'DOCKER_HOST=ssh://me@far.example'), user.program];
      const { stdout, stderr } = await must([...kind, 'get', 'kubeconfig', '--name', NAME]);
      const port = /server: https:\/\/127\.0\.0\.1:(\d+)/.exec(stdout)?.[1];
      assert.match(
        stderr,
        /^the container engine is remote \(ssh:\/\/me@far\.example\).* networking\.apiServerAddress/m,
      );
      assert.match(stderr, new RegExp(`ssh -N -L ${port}:127\\.0\\.0\\.1:${port} me@far\\.example$`, 'm'));
      const internal = await must([...kind, 'get', 'kubeconfig', '--name', NAME, '--internal']);
      assert.doesNotMatch(internal.stderr, /engine is remote/);
    });
  }

  test('a name that is not known is an error that tells so', async () => {
    const { exitCode, stderr } = await user.run([...env(`${client.name}=gone`), user.program, 'get', 'clusters']);
    assert.equal(exitCode, 1);
    assert.match(stderr, new RegExp(`^ERROR: failed to list clusters: ${engine} does not answer: `, 'm'));
    assert.match(stderr, new RegExp(`^HINT: The environment has ${client.name}=gone`, 'm'));
  });

  test('delete, by the name that is in use by default where there is one', async () => {
    const variables = engine === 'docker' ? [] : [`${client.name}=far`];
    if (engine === 'docker') await must(['docker', 'context', 'use', 'far']);
    const before_ = remote.connections();
    await must([...env(...variables), user.program, 'delete', 'cluster', '--name', NAME]);
    assert.ok(remote.connections() > before_);
    assert.deepEqual(await leftovers(engine), clean);
  });
}

async function writeProgram(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o755 });
}
