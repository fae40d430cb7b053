import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silent } from '../progress.js';
import type { Engine, EngineInfo, ProxySettings } from './engine.js';
import { installHint } from './install-hint.js';
import { networkName } from './network-name.js';
import { proxyEnvironment } from './proxy.js';
import { checkRequirements } from './requirements.js';

const engine = (client: ProxySettings = {}) =>
  ({
    networkSubnets: async () => ['172.18.0.0/16', 'fc00::/64'],
    clientProxies: async () => client,
  }) as unknown as Engine;
const options = { network: 'kind', direct: ['10.96.0.0/16', '10.244.0.0/16', 'kind-control-plane'] };
const exempt = '10.96.0.0/16,10.244.0.0/16,kind-control-plane,.svc,.svc.cluster,.svc.cluster.local';

test('without a proxy there are no proxy variables', async () => {
  assert.deepEqual(await proxyEnvironment(engine(), { ...options, env: {} }), {});
});

test('proxies are set in both cases, upper case wins, and the cluster is exempt', async () => {
  const env = { HTTP_PROXY: 'http://upper', http_proxy: 'http://lower', https_proxy: 'http://tls', no_proxy: 'me' };
  const all = `172.18.0.0/16,fc00::/64,me,${exempt}`;
  assert.deepEqual(await proxyEnvironment(engine({ httpProxy: 'ignored' }), { ...options, env }), {
    HTTP_PROXY: 'http://upper',
    http_proxy: 'http://upper',
    HTTPS_PROXY: 'http://tls',
    https_proxy: 'http://tls',
    NO_PROXY: all,
    no_proxy: all,
  });
});

test("the engine's proxies serve where the shell has none, but the shell's exceptions win", async () => {
  const client = { httpProxy: 'http://client', noProxy: 'theirs' };
  const noProxy = async (env: Record<string, string>) =>
    (await proxyEnvironment(engine(client), { ...options, env })).NO_PROXY;
  assert.equal(await noProxy({}), `172.18.0.0/16,fc00::/64,theirs,${exempt}`);
  assert.equal(await noProxy({ NO_PROXY: 'mine' }), `172.18.0.0/16,fc00::/64,mine,${exempt}`);
});

test('the network is named kind unless a variable says otherwise', () => {
  let warnings = '';
  const warn = (message: string) => {
    warnings += `${message}\n`;
  };
  const progress = { ...silent, warn };
  const env = { KIND_EXPERIMENTAL_DOCKER_NETWORK: 'mine' };
  assert.equal(networkName('podman', env, progress), 'kind');
  assert.equal(networkName('nerdctl', env, progress), 'kind');
  assert.equal(warnings, '');
  assert.equal(networkName('docker', env, progress), 'mine');
  assert.match(warnings, /^WARNING: .*\nWARNING: .*\n$/);
});

const info: EngineInfo = {
  name: 'docker',
  version: '28.2.2',
  rootless: true,
  cgroupVersion: 2,
  cgroupDriver: 'systemd',
  limits: { memory: true, pids: true, cpu: true },
  storageDriver: 'overlay2',
  backingFilesystem: 'extfs',
  usernsRemap: false,
};

test('rootless engines need cgroup v2 and its controllers', () => {
  assert.deepEqual(checkRequirements(info), []);
  assert.throws(() => checkRequirements({ ...info, cgroupVersion: 1 }), /rootless provider requires cgroup v2, see/);
  for (const controller of ['memory', 'pids', 'cpu']) {
    const limits = { ...info.limits, [controller]: false };
    assert.throws(() => checkRequirements({ ...info, limits }), /setting systemd property "Delegate=yes", see/);
    assert.deepEqual(checkRequirements({ ...info, limits, rootless: false }), []);
  }
});

test('cgroup v1 with root is a warning', () => {
  assert.equal(checkRequirements({ ...info, rootless: false, cgroupVersion: 1 }).length, 1);
});

for (const [release, command] of [
  ['ID=debian', /apt-get install podman netavark aardvark-dns iptables/],
  ['ID="linuxmint"\nID_LIKE="ubuntu debian"', /apt-get/],
  ['NAME=Fedora\nID=fedora', /dnf install podman/],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"', /dnf/],
  ['ID=arch', /pacman/],
  ['ID=alpine', /apk add/],
  ['ID="opensuse-leap"\nID_LIKE="suse opensuse"', /zypper/],
  ['ID=unheard', /Install podman: https:/],
] as const) {
  test(`${release.replace('\n', ' ')} is told how to install podman`, () => {
    assert.match(installHint(undefined, release, 'linux'), command);
  });
}
