import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { EngineClient } from '../cli/client.js';
import { dockerClientProxies } from './client-proxies.js';
import { parseDockerInfo } from './info.js';
import { dockerNetworkArguments, dockerSubnets } from './network.js';

test("docker makes networks with masquerading, the bridge's MTU and IPv6", () => {
  assert.deepEqual(dockerNetworkArguments('kind', 'fc00:f853:ccd:e793::/64', 1500), [
    ...['network', 'create', '-d=bridge', '-o', 'com.docker.network.bridge.enable_ip_masquerade=true'],
    ...['-o', 'com.docker.network.driver.mtu=1500', '--ipv6', '--subnet', 'fc00:f853:ccd:e793::/64', 'kind'],
  ]);
  assert.deepEqual(dockerNetworkArguments('kind', undefined, undefined), [
    ...['network', 'create', '-d=bridge', '-o', 'com.docker.network.bridge.enable_ip_masquerade=true', 'kind'],
  ]);
});

test("subnets are read from docker's networks", () => {
  const Config = [{ Subnet: '172.18.0.0/16', Gateway: '172.18.0.1' }, { Subnet: 'fc00::/64' }];
  assert.deepEqual(dockerSubnets({ IPAM: { Config } }), ['172.18.0.0/16', 'fc00::/64']);
  assert.deepEqual(dockerSubnets({ IPAM: { Config: null } }), []);
});

test('docker tells about itself', () => {
  const info = {
    ServerVersion: '28.2.2',
    Driver: 'overlay2',
    DriverStatus: [
      ['Backing Filesystem', 'xfs'],
      ['Supports d_type', 'true'],
    ],
    CgroupDriver: 'systemd',
    CgroupVersion: '2',
    MemoryLimit: true,
    PidsLimit: true,
    CPUShares: false,
    SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless', 'name=userns'],
  };
  assert.deepEqual(parseDockerInfo('docker', info), {
    name: 'docker',
    version: '28.2.2',
    rootless: true,
    cgroupVersion: 2,
    cgroupDriver: 'systemd',
    limits: { memory: true, pids: true, cpu: false },
    storageDriver: 'overlay2',
    backingFilesystem: 'xfs',
    usernsRemap: true,
  });
  assert.deepEqual(parseDockerInfo('docker', { ...info, CgroupDriver: 'none' }).limits, {
    memory: false,
    pids: false,
    cpu: false,
  });
  assert.equal(parseDockerInfo('docker', { SecurityOptions: null }).rootless, false);
});

test('the proxies are those of the daemon in use, else the default ones', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kindling-test-'));
  const proxies = async (config: string, env = {}) => {
    await writeFile(join(directory, 'config.json'), config);
    return await dockerClientProxies(
      new EngineClient('docker', 'no-such-docker', { DOCKER_CONFIG: directory, ...env }),
    );
  };
  const config = JSON.stringify({
    proxies: { default: { httpProxy: 'http://d', noProxy: 'a,b' }, 'tcp://here': { httpsProxy: 'http://h' } },
  });
  try {
    assert.deepEqual(await proxies(config), { httpProxy: 'http://d', noProxy: 'a,b' });
    assert.deepEqual(await proxies(config, { DOCKER_HOST: 'tcp://here' }), { httpsProxy: 'http://h' });
    assert.deepEqual(await proxies(config, { DOCKER_HOST: 'tcp://there' }), { httpProxy: 'http://d', noProxy: 'a,b' });
    for (const text of ['{}', 'null', 'no JSON', '{"proxies":{}}']) assert.deepEqual(await proxies(text), {});
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
