import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCgroup } from './cgroups.js';

const ID = '5fc5ca8f0c8df4ff';
const V1_MOUNTS = `31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
`;
const V2_MOUNTS = '31 23 0:28 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n';

test('the cgroup is the container’s, though its first process is in one below', () => {
  const membership = `4:memory:/docker/${ID}/init.scope\n2:cpu,cpuacct:/docker/${ID}\n0::/docker/${ID}/init.scope\n`;
  assert.deepEqual(findCgroup(membership, V1_MOUNTS, ID, 'memory'), {
    version: 1,
    path: `/sys/fs/cgroup/memory/docker/${ID}`,
  });
  assert.deepEqual(findCgroup(membership, V1_MOUNTS, ID, 'cpuacct'), {
    version: 1,
    path: `/sys/fs/cgroup/cpu,cpuacct/docker/${ID}`,
  });
});

test('podman and systemd put something before and behind the ID', () => {
  const podman = `4:memory:/libpod_parent/libpod-${ID}/system.slice/kubelet.service\n`;
  assert.equal(findCgroup(podman, V1_MOUNTS, ID, 'memory').path, `/sys/fs/cgroup/memory/libpod_parent/libpod-${ID}`);
  const v2 = `0::/machine.slice/libpod-${ID}.scope/container/init.scope\n`;
  for (const controller of ['memory', 'cpuacct'] as const) {
    const expected = { version: 2, path: `/sys/fs/cgroup/machine.slice/libpod-${ID}.scope` };
    assert.deepEqual(findCgroup(v2, V2_MOUNTS, ID, controller), expected);
  }
});

test('a container without a cgroup of its own is an error', () => {
  assert.throws(() => findCgroup('4:memory:/\n', V1_MOUNTS, ID, 'memory'), /no cgroup of its own for memory/);
  assert.throws(() => findCgroup(`0::/docker/${ID}\n`, '', ID, 'memory'), /no cgroup of its own/);
});
