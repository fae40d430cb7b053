import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { thaw } from './thaw.js';

function machine(t: TestContext, cgroup: string): string {
  const root = mkdtempSync(join(tmpdir(), 'kindling-thaw-'));
  t.after(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'proc/7'), { recursive: true });
  writeFileSync(join(root, 'proc/7/cgroup'), cgroup);
  return root;
}

test('frozen groups of a container are thawed, those of others are not', async (t) => {
  const root = machine(t, '6:freezer:/docker/one\n5:cpuset:/docker/one\n');
  const groups = { 'docker/one': 'THAWED', 'docker/one/kubelet/pod': 'FROZEN', 'docker/two': 'FROZEN' };
  for (const [group, state] of Object.entries(groups)) {
    mkdirSync(join(root, 'sys/fs/cgroup/freezer', group), { recursive: true });
    writeFileSync(join(root, 'sys/fs/cgroup/freezer', group, 'freezer.state'), `${state}\n`);
  }
  assert.equal(await thaw(7, root), 1);
  const state = (group: string) => readFileSync(join(root, 'sys/fs/cgroup/freezer', group, 'freezer.state'), 'utf8');
  assert.equal(state('docker/one/kubelet/pod').trim(), 'THAWED');
  assert.equal(state('docker/two').trim(), 'FROZEN');
});

test('where there is no freezer, or the process is at its top, nothing is done', async (t) => {
  assert.equal(await thaw(7, machine(t, '0::/docker/one\n')), 0);
  assert.equal(await thaw(7, machine(t, '6:freezer:/\n')), 0);
  assert.equal(await thaw(8, machine(t, '')), 0);
});
