import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { fakeWorld } from '../../boot/testing/fake-world.js';
import { publishApiPort } from './api-port.js';
import { enterBuildMode } from './build-mode.js';
import { containerLimits, systemReserved } from './capacity.js';
import { remountCgroups, seesForeignCgroups } from './cgroup-namespace.js';
import { mountDirectories } from './directories.js';
import { writeKubeletFlags } from './kubelet-flags.js';
import { writeRegistryLogin } from './registry-login.js';
import { addStaticAddress, outwardInterface } from './static-address.js';

test('whether a process sees the machine’s cgroups', (t) => {
  const sees = (text: string) => seesForeignCgroups(fakeWorld(t, { '/proc/self/cgroup': text }));
  assert.equal(sees('0::/\n'), false);
  assert.equal(sees('4:memory:/\n1:name=systemd:/\n0::/\n'), false);
  assert.equal(sees('4:memory:/docker/1f\n1:name=systemd:/\n0::/\n'), true);
  assert.equal(sees('0::/kubepods/pod1/2\n'), true);
});

test('cgroups are mounted anew where they show more than the namespace', async (t) => {
  const world = fakeWorld(t, {
    '/proc/self/mountinfo': [
      '1 0 0:1 / / rw - overlay overlay rw',
      '2 1 0:31 /../.. /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw,nsdelegate,memory_recursiveprot',
      '',
    ].join('\n'),
  });
  await remountCgroups(world);
  assert.deepEqual(world.commands, ['umount /sys/fs/cgroup', 'mount -t cgroup2 cgroup /sys/fs/cgroup']);
  const v1 = fakeWorld(t, {
    '/proc/self/mountinfo': [
      '2 1 0:30 / /sys/fs/cgroup ro - tmpfs tmpfs rw,mode=755',
      '3 2 0:31 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory',
      '4 2 0:32 /.. /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct',
      '5 2 0:33 /../x /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,release_agent=/a/b,name=systemd',
      '6 1 0:34 /.. /elsewhere rw - cgroup cgroup rw,pids',
      '',
    ].join('\n'),
  });
  await remountCgroups(v1);
  assert.deepEqual(v1.commands, [
    'umount /sys/fs/cgroup/systemd',
    'umount /sys/fs/cgroup/cpu,cpuacct',
    'mount -t cgroup -o cpu,cpuacct cgroup /sys/fs/cgroup/cpu,cpuacct',
    'mount -t cgroup -o name=systemd cgroup /sys/fs/cgroup/systemd',
  ]);
});

test('/run and /tmp are in memory, by the engine or by us', async (t) => {
  const world = fakeWorld(t, { '/proc/self/mountinfo': '1 0 0:1 / /run rw - tmpfs tmpfs rw\n' });
  await mountDirectories(world);
  assert.deepEqual(world.commands, ['mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs /tmp']);
});

test('containers in the volume on /var may use devices and set user IDs', async (t) => {
  const memory = '1 0 0:1 / /run rw - tmpfs tmpfs rw\n1 0 0:1 / /tmp rw - tmpfs tmpfs rw\n';
  const commands = async (options: string) => {
    const mounts = `${memory}2 0 8:1 /v/_data /var ${options} master:1 - ext4 /dev/sda1 rw,nodev\n`;
    const world = fakeWorld(t, { '/proc/self/mountinfo': mounts });
    await mountDirectories(world);
    return world.commands;
  };
  assert.deepEqual(await commands('rw,nosuid,nodev,relatime'), ['mount -o remount,bind,suid,dev /var']);
  assert.deepEqual(await commands('rw,relatime'), []);
});

test('the static address is one of the interface that leads outside', async (t) => {
  const routes = 'Iface\tDestination\nnet1\t0000A8C0\neth7\t00000000\n';
  const world = fakeWorld(t, { '/proc/net/route': routes });
  await addStaticAddress(world, '172.30.99.1');
  assert.deepEqual(world.commands, ['ip address replace 172.30.99.1/32 dev eth7']);
  assert.equal(outwardInterface('Iface\tDestination\n', ['lo', 'eth0']), 'eth0');
  assert.equal(outwardInterface('', ['lo']), 'lo');
});

test('port 8443 leads to the API server, from outside and from within', async (t) => {
  const world = fakeWorld(t);
  await publishApiPort(world);
  const rule = '-p tcp --dport 8443 -m addrtype --dst-type LOCAL -j REDIRECT --to-ports 6443';
  assert.deepEqual(world.commands, [
    `iptables --wait -t nat -A PREROUTING ${rule}`,
    `iptables --wait -t nat -A OUTPUT ${rule}`,
  ]);
});

test('the kubelet has the login, and only root can read it', (t) => {
  const world = fakeWorld(t);
  writeRegistryLogin(world, { registry: 'registry.example.com', user: 'me', password: 'a:b' });
  const path = '/var/lib/kubelet/config.json';
  assert.deepEqual(JSON.parse(world.read(path)), { auths: { 'registry.example.com': { auth: 'bWU6YTpi' } } });
  assert.equal(statSync(world.path(path)).mode & 0o777, 0o600);
  writeRegistryLogin(world, undefined);
  assert.throws(() => world.read(path), /ENOENT/);
});

test('limits are read from cgroups of both versions', (t) => {
  const v2 = { '/sys/fs/cgroup/cpu.max': '150000 100000\n', '/sys/fs/cgroup/memory.max': '1073741824\n' };
  assert.deepEqual(containerLimits(fakeWorld(t, v2)), { cpu: 1500, memory: 1073741824 });
  const none = { '/sys/fs/cgroup/cpu.max': 'max 100000\n', '/sys/fs/cgroup/memory.max': 'max\n' };
  assert.deepEqual(containerLimits(fakeWorld(t, none)), { cpu: undefined, memory: undefined });
  const v1 = {
    '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
  };
  assert.deepEqual(containerLimits(fakeWorld(t, v1)), { cpu: undefined, memory: Number('9223372036854771712') });
  assert.deepEqual(containerLimits(fakeWorld(t)), { cpu: undefined, memory: undefined });
});

test('what the container may not take is set aside', () => {
  const machine = { cpu: 4000, memory: 8 << 20 };
  assert.equal(systemReserved({ cpu: 1500, memory: 3 << 20 }, machine), 'cpu=2500m,memory=5120Ki');
  assert.equal(systemReserved({ cpu: 8000, memory: undefined }, machine), undefined);
  assert.equal(systemReserved({ cpu: undefined, memory: 8 << 19 }, machine), 'memory=4096Ki');
});

test('in a build, the cluster waits, and layers are kept', (t) => {
  const world = fakeWorld(t, { '/etc/containerd/config.toml': 'a\n  discard_unpacked_layers = true\nb\n' });
  enterBuildMode(world);
  assert.equal(world.read('/etc/containerd/config.toml'), 'a\n  discard_unpacked_layers = false\nb\n');
  const dropIn = world.read('/run/systemd/system/kubelet.service.d/20-build.conf');
  assert.match(dropIn, /^\[Unit\]\nConditionPathExists=\/run\/kind-ci\/cluster-wanted\n$/);
});

test('the kubelet’s flags are the same after another start', (t) => {
  const world = fakeWorld(t, { '/etc/default/kubelet': 'KUBELET_EXTRA_ARGS=--runtime-cgroups=/x\n' });
  writeKubeletFlags(world, 'kind-control-plane', 'cpu=1m');
  assert.equal(
    world.read('/etc/default/kubelet'),
    'KUBELET_EXTRA_ARGS=--runtime-cgroups=/x --hostname-override=kind-control-plane --system-reserved=cpu=1m\n',
  );
  writeKubeletFlags(world, 'kind-control-plane', undefined);
  writeKubeletFlags(world, 'kind-control-plane', undefined);
  assert.equal(
    world.read('/etc/default/kubelet'),
    'KUBELET_EXTRA_ARGS=--runtime-cgroups=/x --hostname-override=kind-control-plane\n',
  );
});
