import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { boot } from './boot.js';
import { findProgram } from './find-program.js';
import { fakeWorld } from './testing/fake-world.js';

const HOST = {
  '/proc/self/uid_map': '0 0 4294967295\n',
  '/etc/hosts': '172.18.0.2 kind-control-plane\n',
  '/etc/resolv.conf': 'nameserver 10.0.0.1\n',
};

test('a node on a cgroup v2 host is prepared with few programs', async (t) => {
  const world = fakeWorld(t, { ...HOST, '/sys/fs/cgroup/cgroup.controllers': 'cpu memory pids\n' });
  await boot(world);
  ok(world.logs.includes('INFO: detected cgroup v2'));
  ok(world.logs.includes('INFO: setting iptables to detected mode: legacy'));
  deepEqual(world.commands.toSorted(), [
    'ip6tables-legacy-save',
    'ip6tables-nft-save',
    'iptables-legacy -t nat -S',
    'iptables-legacy-save',
    'iptables-nft-save',
    'mount --make-rshared /',
    'mount -o remount,ro /sys',
  ]);
  equal(world.read('/kind/old-ipv4'), '172.18.0.2\n');
});

test('on a cgroup v1 host the kubelet cgroups are made, cpusets filled, and all bound at once', async (t) => {
  const world = fakeWorld(t, {
    ...HOST,
    '/proc/self/mountinfo': '1 0 0:31 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n',
    '/proc/self/cgroup': '3:cpuset:/\n',
    '/proc/cgroups': 'cpuset\t3\t4\t1\nmisc\t0\t1\t1\n',
    '/sys/fs/cgroup/cpuset/cpuset.cpus': '0-1\n',
    '/sys/fs/cgroup/cpuset/cpuset.mems': '0\n',
  });
  await boot(world);
  ok(world.logs.includes('INFO: detected cgroup v1'));
  equal(world.read('/sys/fs/cgroup/cpuset/kubelet.slice/cpuset.cpus'), '0-1\n');
  equal(world.read('/kind/fake-cgroups'), 'cpuset\t3\t4\t1\n');
  deepEqual(world.commands.filter((command) => command.startsWith('mount')).slice(-2), [
    'mount --make-rprivate /sys/fs/cgroup',
    'mount --all --fstab /run/kindling-binds',
  ]);
});

test('a step that fails fails the boot', async (t) => {
  const world = fakeWorld(t, HOST);
  world.outputs.set('mount --make-rshared', new Error('mount: permission denied'));
  await rejects(boot(world), /make-rshared/);
});

test('the command is looked up in PATH, unless it is a path', () => {
  equal(findProgram('/sbin/init', ''), '/sbin/init');
  ok(findProgram('sh', '/nowhere:/bin').endsWith('/sh'));
  try {
    findProgram('no-such-program', '/bin');
    ok(false);
  } catch (error) {
    ok(/cannot start "no-such-program"/.test(String(error)));
  }
});
