import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EngineName } from '../../src/engine/engine.js';
import { run } from '../../src/exec/run.js';
import { eventually } from '../support/eventually.js';
import type { User } from '../support/kind.js';
import { claim, pod, storageClass } from './workloads.js';

/** A cluster of one node that has the sample image. */
export interface StorageCluster {
  engine: EngineName;
  name: string;
  node: string;
  /** Known when the cluster has been created. */
  user(): User;
}

/** Volumes of the default storage class, and of one that keeps what is deleted; for a cluster that has been created. */
export function storageCases({ engine, name, node, user }: StorageCluster): void {
  const kubectl = (args: string[], input?: string) => user().kubectl(name, args, input);
  const ready = (what: string) => kubectl(['wait', '--for=condition=Ready', `pod/${what}`, '--timeout=120s']);
  const content = (what: string) => kubectl(['exec', what, '--', 'cat', '/data/file']);
  const onNode = (...command: string[]) =>
    run([engine, 'exec', node, ...command], { env: user().env, okCodes: [0, 1] });

  test('a claimed volume keeps its data over a restart of its pod', async () => {
    await kubectl(['apply', '-f', '-'], claim('data'));
    await kubectl(['apply', '-f', '-'], pod('writer', { claim: 'data' }));
    await ready('writer');
    await kubectl(['exec', 'writer', '--', 'sh', '-c', 'echo kept > /data/file; sync']);
    await kubectl(['delete', 'pod', 'writer', '--now']);
    await kubectl(['apply', '-f', '-'], pod('reader', { claim: 'data' }));
    await ready('reader');
    assert.equal(await content('reader'), 'kept\n');
  });

  test('and over a restart of its node', async () => {
    const onEngine = async (...args: string[]) => (await run([engine, ...args], { env: user().env })).stdout;
    const started = () => onEngine('inspect', '--format', '{{.State.StartedAt}}', node);
    const before = await started();
    await onEngine('restart', node);
    assert.notEqual(await started(), before);
    await user().mustKind(['export', 'kubeconfig', '--name', name]);
    await eventually(async () => assert.equal(await content('reader'), 'kept\n'), { timeout: 120_000 });
  });

  test('what is deleted with its claim, and what is kept, the reclaim policy of its class says', async () => {
    const volumeOf = async (what: string) => {
      const volume = await kubectl(['get', 'pvc', what, '-o', 'jsonpath={.spec.volumeName}']);
      const path = await kubectl(['get', 'pv', volume, '-o', 'jsonpath={.spec.hostPath.path}{.spec.local.path}']);
      return { volume, path };
    };
    await kubectl(['apply', '-f', '-'], storageClass('retaining', 'Retain'));
    await kubectl(['apply', '-f', '-'], claim('retained', 'retaining'));
    await kubectl(['apply', '-f', '-'], pod('keeper', { claim: 'retained' }));
    await ready('keeper');
    await kubectl(['exec', 'keeper', '--', 'sh', '-c', 'echo retained > /data/file; sync']);
    const [deleted, retained] = [await volumeOf('data'), await volumeOf('retained')];
    for (const { path } of [deleted, retained]) assert.equal((await onNode('test', '-s', `${path}/file`)).exitCode, 0);

    await kubectl(['delete', 'pod', 'reader', 'keeper', '--now']);
    await kubectl(['delete', 'pvc', 'data', 'retained']);
    const phases = 'jsonpath={range .items[*]}{.metadata.name} {.status.phase}{"\\n"}{end}';
    await eventually(async () =>
      assert.equal(await kubectl(['get', 'pv', '-o', phases]), `${retained.volume} Released\n`),
    );
    assert.equal((await onNode('test', '-e', deleted.path)).exitCode, 1);
    assert.equal((await onNode('cat', `${retained.path}/file`)).stdout, 'retained\n');
  });
}
