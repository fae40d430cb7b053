import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Engine } from '../../engine/engine.js';
import { CommandError } from '../../exec/run.js';
import type { ClusterNode } from '../list.js';
import { collectClusterState } from './cluster-state.js';

const node = (name: string, role: ClusterNode['role'], state = 'running'): ClusterNode => ({
  name,
  role,
  state,
  cluster: 'dev',
});

/** @param answers what kubectl in a node prints; it fails in others */
async function collect(t: TestContext, nodes: readonly ClusterNode[], answers: Readonly<Record<string, string>>) {
  const dir = mkdtempSync(join(tmpdir(), 'kindling-state-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const exec: Engine['exec'] = async (name, command) => {
    const stdout = answers[name];
    if (stdout !== undefined) return { stdout, stderr: '', exitCode: 0 };
    throw new CommandError(command, 'exit status 1', { exitCode: 1, output: 'E1121 retry\nconnection refused\n' });
  };
  const reason = await collectClusterState(nodes, dir, { engine: { exec } as Engine });
  return { dir, reason, files: readdirSync(dir).sort() };
}

test('the control plane that answers is asked', async (t) => {
  const nodes = [node('a', 'control-plane'), node('w', 'worker'), node('b', 'control-plane')];
  const { dir, reason, files } = await collect(t, nodes, { b: '{"items":[]}', w: '{}' });
  assert.equal(reason, undefined);
  assert.deepEqual(files, ['events.json', 'nodes.json', 'pods.json', 'workloads.json']);
  assert.equal(readFileSync(join(dir, 'pods.json'), 'utf8'), '{"items":[]}');
});

test('why there is no answer is told in a line', async (t) => {
  assert.equal((await collect(t, [node('a', 'control-plane')], {})).reason, 'connection refused');
  const stopped = [node('a', 'control-plane', 'exited'), node('w', 'worker')];
  assert.equal((await collect(t, stopped, { a: '{}' })).reason, 'no control plane is running');
  assert.match((await collect(t, [node('a', 'control-plane')], { a: 'odd' })).reason ?? '', /JSON/);
});
