import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDockerInfo } from './docker/info.js';
import { parsePodmanInfo } from './podman/info.js';
import { checkRequirements } from './requirements.js';

/** What rootless engines say of themselves, as far as it matters: recorded after their documentation. */
const docker = {
  ServerVersion: '28.2.2',
  CgroupDriver: 'systemd',
  CgroupVersion: '2',
  MemoryLimit: true,
  PidsLimit: true,
  CPUShares: true,
  SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless', 'name=cgroupns'],
};
const podman = {
  host: {
    cgroupVersion: 'v2',
    cgroupManager: 'systemd',
    cgroupControllers: ['cpu', 'memory', 'pids'],
    security: { rootless: true },
  },
  version: { Version: '5.4.2' },
};

const checkDocker = (more: object) => checkRequirements(parseDockerInfo('docker', { ...docker, ...more }));
const checkPodman = (host: object, Version = '5.4.2') =>
  checkRequirements(parsePodmanInfo({ host: { ...podman.host, ...host }, version: { Version } }));

test('rootless engines with everything delegated are taken without a word', () => {
  assert.deepEqual(checkDocker({}), []);
  assert.deepEqual(checkPodman({}), []);
});

test('rootless engines on cgroup v1 are refused', () => {
  const refused = /^running kind with rootless provider requires cgroup v2, see https:/;
  // Without cgroup v2, rootless engines have no cgroup driver either.
  assert.throws(() => checkDocker({ CgroupDriver: 'none', CgroupVersion: '1' }), {
    code: 'PREFLIGHT',
    message: refused,
  });
  assert.throws(() => checkPodman({ cgroupVersion: 'v1', cgroupControllers: null }), { message: refused });
});

test('rootless engines whose session delegates too little are refused', () => {
  const refused = /requires setting systemd property "Delegate=yes", see https:/;
  for (const lacking of [{ MemoryLimit: false }, { PidsLimit: false }, { CPUShares: false }, { CgroupDriver: 'none' }])
    assert.throws(() => checkDocker(lacking), { code: 'PREFLIGHT', message: refused });
  for (const cgroupControllers of [['memory', 'pids'], ['cpu', 'pids'], ['cpu', 'memory'], null])
    assert.throws(() => checkPodman({ cgroupControllers }), { message: refused });
});

test('a rootless podman too old to tell is taken with a warning', () => {
  const [warning, ...others] = checkPodman({ cgroupControllers: null }, '3.4.4');
  assert.match(warning ?? '', /podman 3\.4\.4 does not tell which cgroup controllers .* "Delegate=yes"/);
  assert.deepEqual(others, []);
});
