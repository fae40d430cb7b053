import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import type { Mount } from '../facts/mountinfo.js';
import { planCgroupV1 } from './plan-v1.js';

const cgroup = (name: string, root = '/'): Mount => ({
  root,
  point: `/sys/fs/cgroup/${name}`,
  type: 'cgroup',
  superOptions: ['rw', name === 'systemd' ? 'name=systemd' : name],
});

test('with a cgroup namespace the kubelet directories are made and bound in every hierarchy', () => {
  const mounts = [cgroup('cpu'), cgroup('cpuset'), cgroup('systemd'), { ...cgroup('unified'), type: 'cgroup2' }];
  const plan = planCgroupV1(mounts, '2:cpu:/\n1:name=systemd:/\n0::/\n', '#subsys_name\ncpu\t1\t4\t1\n');
  deepEqual(plan, {
    cgroupNamespace: true,
    unmount: [],
    remove: [],
    procCgroups: undefined,
    make: [
      { path: '/sys/fs/cgroup/cpu/kubelet' },
      { path: '/sys/fs/cgroup/cpu/kubelet.slice' },
      { path: '/sys/fs/cgroup/cpuset/kubelet', cpusetOf: '/sys/fs/cgroup/cpuset' },
      { path: '/sys/fs/cgroup/cpuset/kubelet.slice', cpusetOf: '/sys/fs/cgroup/cpuset' },
      { path: '/sys/fs/cgroup/systemd/kubelet' },
      { path: '/sys/fs/cgroup/systemd/kubelet.slice' },
    ],
    binds: plan.make.map(({ path }) => ({ from: path, to: path })),
  });
});

test('the misc controller is hidden, from /proc/cgroups too', () => {
  const procCgroups = '#subsys_name\thierarchy\ncpu\t1\t4\t1\nmisc\t9\t1\t1\n';
  const plan = planCgroupV1([cgroup('misc'), cgroup('systemd')], '1:misc:/\n', procCgroups);
  deepEqual(plan.unmount, ['/sys/fs/cgroup/misc']);
  deepEqual(plan.remove, ['/sys/fs/cgroup/misc']);
  equal(plan.procCgroups, '#subsys_name\thierarchy\ncpu\t1\t4\t1\n');
  equal(plan.make.length, 2);
});

test("without systemd's hierarchy the kubelet slice is made where systemd will mount it", () => {
  const plan = planCgroupV1([cgroup('cpu')], '1:cpu:/\n', '');
  deepEqual(plan.make.at(-1), { path: '/sys/fs/cgroup/systemd/kubelet.slice' });
});

test("without a cgroup namespace the host's paths are made to exist, and unscoped hierarchies go", () => {
  const mounts = [cgroup('cpu', '/docker/c1'), cgroup('rdma'), cgroup('systemd', '/docker/c1')];
  const plan = planCgroupV1(mounts, '3:cpu:/docker/c1\n2:rdma:/\n1:name=systemd:/docker/c1\n', 'misc\t9\t1\t1\n');
  equal(plan.cgroupNamespace, false);
  deepEqual(plan.unmount, ['/sys/fs/cgroup/rdma']);
  deepEqual(plan.remove, []);
  equal(plan.procCgroups, undefined);
  deepEqual(plan.binds.slice(0, 3), [
    { from: '/sys/fs/cgroup/cpu', to: '/sys/fs/cgroup/cpu/docker/c1' },
    { from: '/sys/fs/cgroup/systemd', to: '/sys/fs/cgroup/systemd/docker/c1' },
    { from: '/sys/fs/cgroup/cpu/kubelet', to: '/sys/fs/cgroup/cpu/kubelet' },
  ]);
});
