import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import type { Engine, ExecOptions } from '../../engine/engine.js';
import { CommandError } from '../../exec/run.js';
import { silent } from '../../progress.js';
import type { CreateContext } from '../context.js';
import { openControlPlane } from './single-node.js';
import { installStorage } from './storage.js';

const { signal } = new AbortController();

/** A node that notes what is run in it. */
function node({ fails }: { fails?: string } = {}) {
  const commands: string[] = [];
  const inputs: string[] = [];
  const warnings: string[] = [];
  const exec = async (_name: string, command: readonly string[], { stdin }: ExecOptions = {}) => {
    commands.push(command.join(' ').replace('kubectl --kubeconfig=/etc/kubernetes/admin.conf ', ''));
    if (typeof stdin === 'string') inputs.push(stdin);
    if (fails !== undefined && command.includes(fails)) {
      throw new CommandError(command, 'exit status 1', { exitCode: 1, output: 'no' });
    }
    return { stdout: '', stderr: '', exitCode: 0 };
  };
  const progress = { ...silent, warn: (line: string) => void warnings.push(line) };
  const context = { engine: { exec } as unknown as Engine, progress } as CreateContext;
  return { context, commands, inputs, warnings };
}

test("the image's storage is installed; without one the fallback, with a warning", async () => {
  const image = node();
  await installStorage(image.context, 'n', 'kind: StorageClass\n', signal);
  assert.deepEqual([image.inputs, image.warnings], [['kind: StorageClass\n'], []]);
  const bare = node();
  await installStorage(bare.context, 'n', undefined, signal);
  assert.deepEqual(parse(bare.inputs[0] ?? ''), {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: 'kubernetes.io/host-path',
  });
  assert.equal(bare.warnings.length, 1);
  const failing = node({ fails: 'apply' });
  await assert.rejects(
    installStorage(failing.context, 'n', '', signal),
    /^KindlingError: failed to add default storage/,
  );
});

test('the only node of a cluster loses what keeps workloads and traffic away, by its version', async () => {
  const old = 'node-role.kubernetes.io/master-';
  const now = 'node-role.kubernetes.io/control-plane-';
  for (const [version, taints] of [
    ['v1.23.17', old],
    ['v1.24.0', `${now} ${old}`],
    ['v1.36.3', now],
  ] as const) {
    const { context, commands } = node();
    await openControlPlane(context, 'n', version, signal);
    assert.deepEqual(commands.map((command) => command.split(' ').sort().join(' ')).sort(), [
      '--all label node.kubernetes.io/exclude-from-external-load-balancers- nodes',
      `--all ${taints} nodes taint`,
    ]);
  }
  const failing = (fails: string) => openControlPlane(node({ fails }).context, 'n', 'v1.36.3', signal);
  await assert.rejects(failing('taint'), /failed to remove control plane taint: /);
  await assert.rejects(failing('label'), /failed to remove control plane load balancer label: /);
});
