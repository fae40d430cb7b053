import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { thaw } from './thaw.js';

/** Processes 7, 8 and 9, each the parent of the next. */
function machine(t: TestContext, ...groups: string[]): (path: string, text: string) => string {
  const root = mkdtempSync(join(tmpdir(), 'kindling-thaw-'));
  t.after(() => rmSync(root, { recursive: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    return root;
  };
  for (const [index, text] of groups.entries()) {
    const pid = 7 + index;
    write(`proc/${pid}/cgroup`, text);
    write(`proc/${pid}/task/${pid}/children`, index + 1 < groups.length ? `${pid + 1} ` : '');
  }
  return write;
}

for (const [name, groups] of Object.entries({
  'that runs': ['6:freezer:/docker/one\n5:cpuset:/docker/one\n'],
  'whose first process has ended': ['6:freezer:/\n', '6:freezer:/\n', '6:freezer:/docker/one/kubelet/pod\n'],
  'of an engine that leaves groups to systemd': ['6:freezer:/docker/one/init.scope\n'],
})) {
  test(`frozen groups of a container ${name} are thawed, those of others are not`, async (t) => {
    const write = machine(t, ...groups);
    const states = { 'docker/one': 'THAWED', 'docker/one/kubelet/pod': 'FROZEN', 'docker/two': 'FROZEN' };
    const file = (group: string) => `sys/fs/cgroup/freezer/${group}/freezer.state`;
    const [root = ''] = Object.entries(states).map(([group, state]) => write(file(group), `${state}\n`));
    assert.equal(await thaw({ id: 'one', pid: 7 }, root), 1);
    const state = (group: string) => readFileSync(join(root, file(group)), 'utf8').trim();
    assert.equal(state('docker/one/kubelet/pod'), 'THAWED');
    assert.equal(state('docker/two'), 'FROZEN');
  });
}

test('where there is no freezer, or no process is in the container, nothing is done', async (t) => {
  const none = async (pid: number, ...groups: string[]) => {
    const root = machine(t, ...groups)('sys/fs/cgroup/freezer/docker/two/freezer.state', 'FROZEN\n');
    assert.equal(await thaw({ id: 'one', pid }, root), 0);
  };
  await none(7, '0::/docker/one\n');
  await none(7, '6:freezer:/\n', '6:freezer:/docker/two\n');
  await none(6);
});
