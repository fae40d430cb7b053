import { deepEqual, equal, throws } from 'node:assert/strict';
import { test } from 'node:test';
import { fakeWorld } from '../testing/fake-world.js';
import { mayRaiseLimits } from './capabilities.js';
import { isUserNamespace, readFacts } from './facts.js';
import { hardLimits } from './limits.js';
import { parseMountinfo } from './mountinfo.js';
import { validateUserNamespace } from './validate.js';

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units
Max core file size        0                    unlimited            bytes
Max processes             4096                 4096                 processes
Max open files            1024                 20000                files
`;

test('CAP_SYS_RESOURCE must be in the effective and in the bounding set', () => {
  equal(mayRaiseLimits('CapEff:\t000001ffffffffff\nCapBnd:\t000001ffffffffff\n'), true);
  equal(mayRaiseLimits('CapEff:\t000001fffeffffff\nCapBnd:\t000001fffeffffff\n'), false);
  equal(mayRaiseLimits('CapEff:\t000001fffeffffff\nCapBnd:\t000001ffffffffff\n'), false);
  equal(mayRaiseLimits('CapEff:\t000001ffffffffff\nCapBnd:\t000001fffeffffff\n'), false);
});

test('hard limits are read as systemd writes them', () => {
  deepEqual(hardLimits(LIMITS), { nofile: '20000', nproc: '4096', core: 'infinity' });
  deepEqual(hardLimits(''), { nofile: 'infinity', nproc: 'infinity', core: 'infinity' });
});

test('the full mapping of ids is the machine itself, anything else a user namespace', () => {
  equal(isUserNamespace('         0          0 4294967295\n'), false);
  equal(isUserNamespace('         0       1000          1\n         1     100000      65536\n'), true);
});

test('mountinfo lines are taken apart at the dash, after any number of optional fields', () => {
  const text =
    '90 89 0:29 /a\\040b /sys/fs/cgroup/cpu rw,nosuid shared:7 master:2 - cgroup cgroup rw,cpu,cpuacct\nnonsense\n';
  deepEqual(parseMountinfo(text), [
    { root: '/a b', point: '/sys/fs/cgroup/cpu', type: 'cgroup', superOptions: ['rw', 'cpu', 'cpuacct'] },
  ]);
});

test('a user namespace without the cgroup controllers that Kubernetes needs is refused', (t) => {
  const world = fakeWorld(t, {
    '/proc/self/uid_map': '0 1000 1\n',
    '/proc/self/limits': LIMITS,
    '/sys/fs/cgroup/cgroup.controllers': 'cpu pids\n',
  });
  throws(() => validateUserNamespace(world, readFacts(world)), /"memory" cgroup controller/);
  equal(world.logs.filter((line) => line.startsWith('WARN: ') && line.includes('20000')).length, 1);
});

test('a user namespace on a cgroup v1 host is refused', (t) => {
  const world = fakeWorld(t, { '/proc/self/uid_map': '0 1000 1\n' });
  throws(() => validateUserNamespace(world, readFacts(world)), /need cgroup v2/);
});

test('outside of user namespaces nothing is demanded', (t) => {
  const world = fakeWorld(t, { '/proc/self/uid_map': '0 0 4294967295\n' });
  validateUserNamespace(world, readFacts(world));
  deepEqual(world.logs, []);
  equal(readFacts(world).cgroupVersion, 1);
});
