import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../src/exec/run.js';
import { eventually } from '../support/eventually.js';
import type { User } from '../support/kind.js';
import { failingPod } from './workloads.js';

/** Files that there are of each node; besides them, what lies in its /var/log. */
const FILES = [
  ...['containerd.log', 'containers.json', 'disk.log', 'images.log', 'inspect.json', 'journal.log', 'kubelet.log'],
  ...['kubernetes-version.txt', 'pods', 'serial.log', 'services.log', 'units.log'],
];

/**
 * Exporting the logs of a healthy cluster in which the sample image is loaded. It is not healthy afterwards: pods fail in
 * it, which `failureLogCases` look at when the kubelet has tried them several times. Other cases can run meanwhile.
 *
 * @param nodes names of all nodes, the control plane first
 * @param user asked for when the tests run
 */
export function healthyLogCases(cluster: string, nodes: readonly string[], user: () => User): void {
  const [, worker = ''] = nodes;

  test('logs of a healthy cluster are laid out as kind does, and nothing looks wrong in them', async () => {
    await user().podsReady(cluster, 60);
    const { directory, summary } = await exportLogs(user(), cluster, 'healthy');
    const top = await readdir(directory);
    const info = `${user().engine}-info.txt`;
    for (const name of ['kind-version.txt', info, 'pods.json', ...nodes]) assert.ok(top.includes(name), name);
    const version = user().engine === 'podman' ? /^version:$/m : /^ Server Version: \S/m;
    assert.match(await readFile(join(directory, info), 'utf8'), version);
    for (const node of nodes) {
      const files = await readdir(join(directory, node));
      for (const file of FILES) assert.ok(files.includes(file), `${node}/${file}`);
      assert.match(await readFile(join(directory, node, 'kubelet.log'), 'utf8'), /kubelet/);
    }
    assert.match(summary, /^Nothing looks wrong\./m, summary);
  });

  test('pods that will fail are taken', async () => {
    const crash = failingPod('crash', { node: worker, image: 'localhost/hello:1', command: ['sh', '-c', 'exit 3'] });
    const pull = failingPod('pull', { node: worker, image: '127.0.0.1:1/none:1' });
    for (const manifest of [crash, pull]) await user().kubectl(cluster, ['apply', '-f', '-'], manifest);
  });
}

/**
 * Exporting the logs of a cluster in which something fails, some time after `healthyLogCases`, with the same parameters.
 *
 * @param whileAway what was exported while the API server was away; asked for when the tests run
 */
export function failureLogCases(
  cluster: string,
  nodes: readonly string[],
  user: () => User,
  whileAway: () => ExportedLogs,
): void {
  const [, worker = ''] = nodes;
  const inNode = (node: string, ...command: string[]) =>
    run([user().engine, 'exec', node, ...command], { env: user().env, okCodes: [0, 1] });

  test('a crash-looping pod, an image that cannot be pulled and a failed unit are named', async () => {
    const first = async (name: string, field: string) =>
      await user().kubectl(cluster, ['get', 'pod', name, '-o', `jsonpath={.status.containerStatuses[0].${field}}`]);
    await inNode(worker, 'systemd-run', '--unit=sample-failure.service', '--quiet', 'false');
    await eventually(async () => assert.match(await first('crash', 'restartCount'), /^[2-9]$/));
    await eventually(async () =>
      assert.match(await first('pull', 'state.waiting.reason'), /^(ErrImagePull|ImagePullBackOff)$/),
    );
    const { directory, summary } = await exportLogs(user(), cluster, 'ill');
    const [, log = ''] =
      /^- default\/crash, container main: crash-looping: .*exit code 3 \(Error\) — \[(.*)\]\(/m.exec(summary) ?? [];
    assert.match(log, new RegExp(`^${worker}/pods/default_crash_.*/main/\\d+\\.log$`), summary);
    await readFile(join(directory, log));
    assert.match(summary, /^- 127\.0\.0\.1:1\/none:1 \(default\/pull, container main\): \w+/m);
    assert.match(summary, new RegExp(`^- ${worker}: sample-failure\\.service .*\\[${worker}/journal\\.log\\]`, 'm'));
    assert.ok(summary.split('\n').length < 60, summary);
    await user().kubectl(cluster, ['delete', 'pod', 'crash', 'pull', '--force', '--grace-period=0']);
    await inNode(worker, 'systemctl', 'reset-failed');
  });

  test('when the API server is down, the summary says so, and logs are complete', () => {
    const { summary } = whileAway();
    assert.match(summary, /^## API server\n\n- does not answer: .*refused/m);
    assert.doesNotMatch(summary, /Nothing looks wrong/);
  });
}

export interface ExportedLogs {
  /** Absolute path. */
  directory: string;
  /** Content of summary.md. */
  summary: string;
}

/** Exports a cluster's logs, all of them, to a directory of that name in the user's home. */
export async function exportLogs(user: User, cluster: string, name: string): Promise<ExportedLogs> {
  const directory = join(user.home, name);
  const { exitCode, stdout, stderr } = await user.kind(['export', 'logs', directory, '--name', cluster]);
  assert.deepEqual([exitCode, stdout], [0, `${directory}\n`], stderr);
  assert.doesNotMatch(stderr, /warning/i);
  return { directory, summary: await readFile(join(directory, 'summary.md'), 'utf8') };
}
