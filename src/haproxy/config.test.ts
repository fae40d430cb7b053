import assert from 'node:assert/strict';
import { test } from 'node:test';
import { haproxyConfig } from './config.js';

const controlPlanes = ['c-control-plane', 'c-control-plane2'];
/** The lines of a section, without their indentation. */
const section = (config: string, name: string) =>
  (config.split(/^(?=\w)/m).find((text) => text.startsWith(`${name}\n`)) ?? '')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
const servers = (config: string, backend: string) =>
  section(config, `backend ${backend}`).filter((line) => line.startsWith('server '));

test('connections go to every control plane by its name, whether their health is known or not', () => {
  const config = haproxyConfig({ controlPlanes, ipFamily: 'ipv4' });
  const expected = controlPlanes.map((name) => `server ${name} ${name}:6443`);
  assert.deepEqual(servers(config, 'control-planes'), expected);
  assert.deepEqual(servers(config, 'any-control-plane'), expected);
  assert.ok(section(config, 'backend control-planes').includes('option httpchk GET /healthz'));
});

for (const [ipFamily, bind, prefer] of [
  ['ipv4', ':6443', 'ipv4'],
  ['dual', ':::6443 v4v6', 'ipv4'],
  ['ipv6', ':::6443 v4v6', 'ipv6'],
] as const) {
  test(`${ipFamily}: it listens on ${bind} and asks for ${prefer} addresses`, () => {
    const config = haproxyConfig({ controlPlanes, ipFamily });
    assert.ok(section(config, 'frontend control-plane').includes(`bind ${bind}`));
    assert.match(config, new RegExp(` resolve-prefer ${prefer} `));
  });
}
