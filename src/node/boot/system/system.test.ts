import { deepEqual, equal, match, rejects } from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { allowCgroupV1 } from '../cgroup/kubelet-drop-in.js';
import { readFacts } from '../facts/facts.js';
import { fstab } from '../mount.js';
import { fakeWorld } from '../testing/fake-world.js';
import { raiseInotifyLimits } from './inotify-limits.js';
import { limitUnits } from './limits-drop-ins.js';
import { machineId, newMachineId } from './machine-id.js';
import { fixMounts } from './mounts.js';
import { fakeProduct } from './product.js';
import { proxyEnvironment } from './proxy.js';

const HOST = { '/proc/self/uid_map': '0 0 4294967295\n' };

test('proxy settings are quoted for systemd', () => {
  equal(
    proxyEnvironment({ HTTP_PROXY: 'http://u:p%40"x\\@h:3128', NO_PROXY: 'a,b' }),
    '[Manager]\nDefaultEnvironment="HTTP_PROXY=http://u:p%%40\\"x\\\\@h:3128" "HTTPS_PROXY=" "NO_PROXY=a,b"\n',
  );
});

test('a machine id is a random UUID without dashes', (t) => {
  equal(machineId(new Uint8Array(16).fill(0xff)), 'ffffffffffff4fffbfffffffffffffff');
  const world = fakeWorld(t, { '/etc/machine-id': 'of the image\n' });
  newMachineId(world);
  match(world.read('/etc/machine-id'), /^[0-9a-f]{32}\n$/);
});

test('units are held to the hard limits where they cannot be raised', (t) => {
  const world = fakeWorld(t, {
    ...HOST,
    '/proc/self/status': 'CapEff:\t000001fffeffffff\nCapBnd:\t000001fffeffffff\n',
    '/proc/self/limits': 'Max open files            1024                 20000                files\n',
  });
  const dropIn = '/etc/systemd/system/containerd.service.d/90-host-limits.conf';
  limitUnits(world, readFacts(world));
  match(world.read(dropIn), /^LimitNOFILE=20000$/m);
  limitUnits(world, { ...readFacts(world), mayRaiseLimits: true });
  equal(existsSync(world.path(dropIn)), false);
});

test('limits of inotify are raised where they are low, and never lowered', (t) => {
  const dir = '/proc/sys/fs/inotify';
  const world = fakeWorld(t, { [`${dir}/max_user_instances`]: '128\n', [`${dir}/max_user_watches`]: '1048576\n' });
  raiseInotifyLimits(world);
  equal(world.read(`${dir}/max_user_instances`), '1024\n');
  equal(world.read(`${dir}/max_user_watches`), '1048576\n');
  deepEqual(world.logs, ['INFO: raised fs.inotify.max_user_instances from 128 to 1024']);
});

test('kubelets that refuse cgroup v1 are told to run there, and only those, and only there', (t) => {
  const dropIn = '/etc/systemd/system/kubelet.service.d/90-cgroup-v1.conf';
  const world = fakeWorld(t, { ...HOST, '/kind/version': 'v1.36.3\n' });
  const facts = readFacts(world);
  allowCgroupV1(world, { ...facts, cgroupVersion: 1 });
  match(world.read(dropIn), /^Environment=KUBELET_CGROUP_ARGS=--fail-cgroupv1=false$/m);
  allowCgroupV1(world, { ...facts, cgroupVersion: 2 });
  equal(existsSync(world.path(dropIn)), false);
  const older = fakeWorld(t, { ...HOST, '/kind/version': 'v1.34.4\n' });
  allowCgroupV1(older, { ...readFacts(older), cgroupVersion: 1 });
  equal(existsSync(older.path(dropIn)), false);
});

test('the product UUID is made once, and bound where the machine has one', (t) => {
  const world = fakeWorld(t, { '/sys/class/dmi/id/product_uuid': 'host' });
  const mounts = fakeProduct(world);
  const uuid = world.read('/kind/product_uuid');
  deepEqual(mounts, [{ from: '/kind/product_uuid', to: '/sys/class/dmi/id/product_uuid', readOnly: true }]);
  fakeProduct(world);
  equal(world.read('/kind/product_uuid'), uuid);
  equal(world.read('/kind/product_name'), 'kind\n');
});

test('bind mounts are written as fstab lines', () => {
  equal(
    fstab([
      { from: '/a b', to: '/c' },
      { from: '/d', to: '/e', readOnly: true },
    ]),
    '/a\\040b /c none bind 0 0\n/d /e none bind,ro 0 0\n',
  );
});

test('/sys that cannot be made read-only is an error, but not in a user namespace', async (t) => {
  const world = fakeWorld(t, HOST);
  world.outputs.set('mount -o remount,ro /sys', new Error('permission denied'));
  await rejects(fixMounts(world, readFacts(world)), /remount,ro/);
  await fixMounts(world, { ...readFacts(world), userNamespace: true });
  equal(world.commands.at(-1), 'mount --make-rshared /');
});

test("the volume on /var is taken off the host's propagation, mounts below it are not", async (t) => {
  const world = fakeWorld(t, HOST);
  const facts = readFacts(world);
  const mount = { root: '/', type: 'ext4', superOptions: [] };
  await fixMounts(world, {
    ...facts,
    mounts: [
      { ...mount, point: '/var' },
      { ...mount, point: '/var/shared' },
    ],
  });
  deepEqual(world.commands.slice(-2), ['mount --make-private /var', 'mount --make-rshared /']);
});
