import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import tar from 'tar-stream';
import type { Engine, ExecOptions } from '../engine/engine.js';
import { CommandError } from '../exec/run.js';
import { silent } from '../progress.js';
import { collectLogs } from './logs.js';
import { displayVersion } from './version.js';

const container = (name: string, role: string, state = 'running') => ({
  name,
  state,
  labels: { 'io.x-k8s.kind.cluster': 'kind', 'io.x-k8s.kind.role': role },
});
const containers = [
  container('kind-control-plane', 'control-plane'),
  container('kind-worker', 'worker', 'exited'),
  container('kind-external-load-balancer', 'external-load-balancer'),
];

async function archive(): Promise<Buffer> {
  const pack = tar.pack();
  pack.entry({ name: './', type: 'directory', mode: 0o700 });
  pack.entry({ name: './pods/', type: 'directory', mode: 0o700 });
  pack.entry({ name: './pods/a.log', mode: 0o640 }, 'from a\n');
  pack.entry({ name: './fifo', type: 'fifo' });
  pack.entry({ name: '../escape', mode: 0o644 }, 'out\n');
  pack.finalize();
  return await buffer(pack);
}

/** @param exec what programs in nodes do; the default prints the command, and for tar an archive */
function engine(exec?: Engine['exec']): Engine {
  const fake: Partial<Engine> = {
    name: 'podman',
    describe: async () => 'host:\n  arch: amd64\n',
    listContainers: async () => containers,
    inspectRaw: async (name) => `[{"Name": "${name}"}]`,
    logs: (name) => Readable.from([`console of ${name}\n`]),
    exec: exec ?? answer,
  };
  return fake as Engine;
}

async function answer(_node: string, command: readonly string[], options: ExecOptions = {}) {
  const output = command[0] === 'tar' ? await archive() : Buffer.from(`${command.join(' ')}\n`);
  options.onOutput?.(output, 'stdout');
  options.onOutput?.(Buffer.from(command[0] === 'tar' ? 'tar: changed\n' : 'and stderr\n'), 'stderr');
  if (command[0] === 'tar') throw new CommandError(command, 'exit status 1', { exitCode: 1 });
  return { stdout: '', stderr: '', exitCode: 0 };
}

test('logs are laid out as kind lays them out, and nothing is written outside of the directory', async () => {
  const dir = join(mkdtempSync(join(tmpdir(), 'kind-logs-')), 'new');
  const warnings: string[] = [];
  await collectLogs({ engine: engine(), dir, progress: { ...silent, warn: (message) => warnings.push(message) } });
  assert.deepEqual(readdirSync(dir, { recursive: true }).sort(), [
    'kind-control-plane',
    'kind-control-plane/containerd.log',
    'kind-control-plane/containers.json',
    'kind-control-plane/disk.log',
    'kind-control-plane/images.log',
    'kind-control-plane/inspect.json',
    'kind-control-plane/journal.log',
    'kind-control-plane/kubelet.log',
    'kind-control-plane/kubernetes-version.txt',
    'kind-control-plane/pods',
    'kind-control-plane/pods/a.log',
    'kind-control-plane/serial.log',
    'kind-control-plane/services.log',
    'kind-control-plane/units.log',
    'kind-version.txt',
    'kind-worker',
    'kind-worker/inspect.json',
    'kind-worker/serial.log',
    'podman-info.txt',
    'summary.md',
  ]);
  const read = (path: string) => readFileSync(join(dir, path), 'utf8');
  assert.equal(read('kind-version.txt'), displayVersion());
  assert.equal(read('podman-info.txt'), 'host:\n  arch: amd64\n');
  assert.equal(read('kind-control-plane/serial.log'), 'console of kind-control-plane\n');
  assert.equal(read('kind-control-plane/kubelet.log'), 'journalctl --no-pager -u kubelet.service\nand stderr\n');
  assert.equal(read('kind-control-plane/pods/a.log'), 'from a\n');
  assert.equal(statSync(join(dir, 'kind-control-plane/pods/a.log')).mode & 0o777, 0o640);
  assert.equal(statSync(join(dir, 'kind-control-plane/pods')).mode & 0o777, 0o755);
  assert.deepEqual(warnings.sort(), [
    'node "kind-worker" is exited: of its logs only the console\'s can be had',
    'tar file entry ../escape contained unsupported file type file',
    'tar file entry ./fifo contained unsupported file type fifo',
  ]);
});

test('what fails is reported together, and the rest is kept', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'kind-logs-'));
  const failing: Engine['exec'] = async (node, command, options) => {
    if (command[0] === 'crictl') throw new Error('no crictl');
    if (command[0] === 'tar') throw new CommandError(command, 'exit status 2', { exitCode: 2 });
    return await answer(node, command, options);
  };
  await assert.rejects(collectLogs({ engine: engine(failing), dir }), (error) => {
    assert.match(String(error), /node "kind-control-plane": \[.*images\.log: no crictl, Untarring "\/var\/log": .*\]/);
    return true;
  });
  assert.match(readFileSync(join(dir, 'kind-control-plane', 'journal.log'), 'utf8'), /^journalctl/);
});
