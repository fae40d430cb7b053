import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validate } from '../config/validate.js';
import type { EngineInfo } from '../engine/engine.js';
import { unreachablePorts, withReachableApiServer } from './ipv6-loopback.js';

const info = (name: EngineInfo['name'], rootless = false) => ({ name, rootless }) as EngineInfo;
const address = (engine: EngineInfo, networking: object) =>
  validate(withReachableApiServer({ networking }, engine)).networking.apiServerAddress;

test('the API server of an IPv6 cluster is published where the host reaches it', () => {
  assert.equal(address(info('docker'), { ipFamily: 'ipv6' }), '::1');
  assert.equal(address(info('podman', true), { ipFamily: 'ipv6' }), '::1');
  assert.equal(address(info('podman'), { ipFamily: 'ipv6' }), '127.0.0.1');
  assert.equal(address(info('nerdctl'), { ipFamily: 'ipv6' }), '127.0.0.1');
});

test('an address that the user chose stays, and other families have their own default', () => {
  assert.equal(address(info('podman'), { ipFamily: 'ipv6', apiServerAddress: '::1' }), '::1');
  assert.equal(address(info('podman'), { ipFamily: 'dual' }), '127.0.0.1');
  assert.equal(address(info('podman'), {}), '127.0.0.1');
});

test('ports at ::1 that the engine cannot forward are warned about, in any spelling', () => {
  const cluster = validate({
    networking: { apiServerAddress: '0:0::1' },
    nodes: [
      { role: 'control-plane' },
      {
        role: 'worker',
        extraPortMappings: ['::', '::1', '::11', '127.0.0.1', '0000:0000:0000:0000:0000:0000:0000:0001'].map(
          (listenAddress, index) => ({ listenAddress, containerPort: 80 + index, hostPort: 8080 + index }),
        ),
      },
    ],
  });
  const where = 'cannot forward ports of ::1, use 127.0.0.1 or another address of this host';
  assert.deepEqual(unreachablePorts(cluster, info('podman')), [
    `networking.apiServerAddress: podman ${where}`,
    `nodes[1].extraPortMappings[1].listenAddress: podman ${where}`,
    `nodes[1].extraPortMappings[4].listenAddress: podman ${where}`,
  ]);
  assert.deepEqual(unreachablePorts(cluster, info('docker')), []);
});
