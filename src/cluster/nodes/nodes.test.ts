import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import type { ContainerDetails, Engine, ExecOptions } from '../../engine/engine.js';
import { KindlingError } from '../../errors.js';
import { CommandError, type RunResult } from '../../exec/run.js';
import { execInNode } from './exec.js';
import { copyBetweenNodes, readNodeFile, writeNodeFile } from './files.js';
import { inspectNodeImage, tagNodeImage } from './images.js';
import { inspectNode } from './inspect.js';
import { nodeKubernetesVersion } from './version.js';

interface Fakes {
  /** Files of all nodes, by `node:path`. */
  files?: Record<string, Buffer>;
  /** Answers to commands: text, or the text of a failure. */
  answers?: Record<string, string | { fails: string }>;
  container?: Partial<ContainerDetails>;
}

/** An engine whose nodes have files and know a few commands. */
function fake({ files = {}, answers = {}, container }: Fakes) {
  const commands: string[] = [];
  const failed = (command: readonly string[], stderr: string) =>
    new CommandError(command, 'exit status 1', { exitCode: 1, stderr, output: stderr });
  const exec = async (node: string, command: readonly string[], options: ExecOptions = {}): Promise<RunResult> => {
    commands.push(`${node}: ${command.join(' ')}`);
    const [program, ...args] = command;
    const path = `${node}:${args.at(-1)}`;
    if (program === 'cp') {
      const { stdin = '' } = options;
      files[path] = stdin instanceof Readable ? await buffer(stdin) : Buffer.from(stdin);
    }
    if (program === 'cat') {
      const content = files[path];
      if (!content) throw failed(command, `cat: ${args.at(-1)}: No such file or directory`);
      for (let at = 0; at < content.length; at += 3) options.onOutput?.(content.subarray(at, at + 3), 'stdout');
      return { stdout: content.toString(), stderr: '', exitCode: 0 };
    }
    const answer = answers[command.join(' ')] ?? '';
    if (typeof answer !== 'string') throw failed(command, answer.fails);
    return { stdout: answer, stderr: '', exitCode: 0 };
  };
  const inspectContainer = async (name: string) => {
    if (!container) throw new KindlingError('NODE_NOT_FOUND', `there is no container "${name}"`);
    return { name, state: 'running', labels: {}, image: 'img', ipv4: '', ipv6: '', ...container };
  };
  return { engine: { exec, inspectContainer } as unknown as Engine, commands, files };
}

const binary = Buffer.from([0, 255, 254, 10, 13, 0, 200, 7]);

test('a program gets what the caller says', async () => {
  const { engine, commands } = fake({ answers: { 'uname -m': 'x86_64\n' } });
  assert.equal((await execInNode({ engine, node: 'n', command: ['uname', '-m'] })).stdout, 'x86_64\n');
  assert.deepEqual(commands, ['n: uname -m']);
});

test('a file is written with the directories on its way, from text, bytes and streams', async () => {
  const { engine, commands, files } = fake({});
  await writeNodeFile({ engine, node: 'n', path: '/a/b/c', content: 'text' });
  assert.deepEqual(commands, ['n: mkdir -p /a/b', 'n: cp /dev/stdin /a/b/c']);
  assert.equal(files['n:/a/b/c']?.toString(), 'text');
  await writeNodeFile({ engine, node: 'n', path: '/x', content: Readable.from([binary]) });
  assert.deepEqual(files['n:/x'], binary);
  assert.deepEqual(await readNodeFile({ engine, node: 'n', path: '/x' }), binary);
});

test('a file is copied byte by byte; one that is not there is an error that names it', async () => {
  const { engine, files } = fake({ files: { 'a:/etc/x': binary } });
  await copyBetweenNodes({ engine, from: 'a', to: 'b', path: '/etc/x' });
  assert.deepEqual(files['b:/etc/x'], binary);
  await assert.rejects(copyBetweenNodes({ engine, from: 'b', to: 'a', path: '/none' }), {
    code: 'COMMAND_FAILED',
    message: /^failed to read "\/none" from node "b": command "cat \/none" failed/,
  });
  assert.ok(!('a:/none' in files));
});

test('paths that are not absolute are refused', async () => {
  const { engine, commands } = fake({});
  await assert.rejects(writeNodeFile({ engine, node: 'n', path: 'a', content: '' }), { code: 'USAGE' });
  await assert.rejects(readNodeFile({ engine, node: 'n', path: '' }), { code: 'USAGE' });
  assert.deepEqual(commands, []);
});

test('a node tells its role and addresses; other containers are no nodes', async () => {
  const labels = { 'io.x-k8s.kind.cluster': 'c', 'io.x-k8s.kind.role': 'worker' };
  const { engine } = fake({ container: { labels, ipv4: '10.0.0.2', ipv6: 'fd00::2' } });
  assert.deepEqual(await inspectNode({ engine, node: 'c-worker' }), {
    ...{ name: 'c-worker', cluster: 'c', role: 'worker', state: 'running', image: 'img' },
    ...{ ipv4: '10.0.0.2', ipv6: 'fd00::2' },
  });
  const other = fake({ container: {} }).engine;
  await assert.rejects(inspectNode({ engine: other, node: 'db' }), {
    code: 'NODE_NOT_FOUND',
    message: /"db" is no node/,
  });
  await assert.rejects(inspectNode({ engine: fake({}).engine, node: 'x' }), { code: 'NODE_NOT_FOUND' });
});

test('the Kubernetes version is one line', async () => {
  const version = (text: string) =>
    nodeKubernetesVersion({ engine: fake({ files: { 'n:/kind/version': Buffer.from(text) } }).engine, node: 'n' });
  assert.equal(await version('v1.36.3\n'), 'v1.36.3');
  await assert.rejects(version('a\nb\n'), /file should only be one line, got 2 lines/);
  await assert.rejects(version(''), { code: 'NODE_FAILED' });
  await assert.rejects(
    nodeKubernetesVersion({ engine: fake({}).engine, node: 'n' }),
    /failed to get file: \/kind\/version/,
  );
});

test('images are found by name or ID, and given more names', async () => {
  const { engine, commands } = fake({
    answers: {
      'crictl inspecti --output=json app':
        '{"status": {"id": "sha256:1", "repoTags": ["docker.io/library/app:latest"]}}',
      'crictl inspecti --output=json bare': '{"status": {"id": "sha256:2", "repoTags": null}}',
      'crictl inspecti --output=json none': { fails: 'level=fatal msg="no such image \\"none\\" present"' },
      'crictl inspecti --output=json dead': { fails: 'cannot connect to containerd' },
    },
  });
  const find = (image: string) => inspectNodeImage({ engine, node: 'n', image });
  assert.deepEqual(await find('app'), { id: 'sha256:1', tags: ['docker.io/library/app:latest'] });
  assert.deepEqual(await find('bare'), { id: 'sha256:2', tags: [] });
  assert.equal(await find('none'), undefined);
  await assert.rejects(find('dead'), { code: 'COMMAND_FAILED' });
  await tagNodeImage({ engine, node: 'n', image: 'sha256:1', tag: 'team/app:v2' });
  assert.equal(commands.at(-1), 'n: ctr --namespace=k8s.io images tag --force sha256:1 docker.io/team/app:v2');
  await tagNodeImage({ engine, node: 'n', image: 'app', tag: 'localhost/app' });
  assert.match(commands.at(-1) ?? '', /--force docker\.io\/library\/app:latest localhost\/app:latest$/);
});
