import { deepEqual, equal, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { type FakeWorld, fakeWorld } from '../testing/fake-world.js';
import { fixDns } from './dns.js';
import { rewriteDnsRules } from './dns-rules.js';
import { defaultGateway } from './gateway.js';
import { rewriteResolvConf } from './resolv-conf.js';

const DOCKER_RULES = `*nat
:OUTPUT ACCEPT [0:0]
:DOCKER_OUTPUT - [0:0]
-A OUTPUT -d 127.0.0.11/32 -j DOCKER_OUTPUT
-A POSTROUTING -d 127.0.0.11/32 -j DOCKER_POSTROUTING
-A DOCKER_OUTPUT -d 127.0.0.11/32 -p tcp -m tcp --dport 53 -j DNAT --to-destination 127.0.0.11:35009
-A DOCKER_OUTPUT -d 127.0.0.11/32 -p udp -j DNAT --to-destination 127.0.0.11:40333
-A DOCKER_POSTROUTING -s 127.0.0.11/32 -p tcp -m tcp --sport 35009 -j SNAT --to-source :53
COMMIT
`;
const REWRITTEN = `*nat
:OUTPUT ACCEPT [0:0]
:DOCKER_OUTPUT - [0:0]
-A OUTPUT -d 172.18.0.1/32 -j DOCKER_OUTPUT
-A PREROUTING -d 172.18.0.1/32 -j DOCKER_OUTPUT
-A POSTROUTING -d 172.18.0.1/32 -j DOCKER_POSTROUTING
-A DOCKER_OUTPUT -d 172.18.0.1/32 -p tcp -m tcp --dport 53 -j DNAT --to-destination 127.0.0.11:35009
-A DOCKER_OUTPUT -d 172.18.0.1/32 -p udp --dport 53 -j DNAT --to-destination 127.0.0.11:40333
-A DOCKER_POSTROUTING -s 127.0.0.11/32 -p tcp -m tcp --sport 35009 -j SNAT --to-source 172.18.0.1:53
COMMIT
`;
const ROUTES = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t000012AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
eth0\t00000000\t010012AC\t0003\t0\t0\t0\t00000000\t0\t0\t0
`;
const SAVED = { legacy: { v4: '', v6: '' }, nft: { v4: DOCKER_RULES, v6: '' } };

test("Docker's DNS rules are turned to an address outside, and given to pods as well", () => {
  equal(rewriteDnsRules(DOCKER_RULES, '172.18.0.1'), REWRITTEN);
});

test('the default gateway is read from the routing table', () => {
  equal(defaultGateway(ROUTES), '172.18.0.1');
  equal(defaultGateway(ROUTES.split('\n').slice(0, 2).join('\n')), undefined);
});

test("engines' own search domains are left out, others stay", () => {
  equal(rewriteResolvConf('search dns.podman\nnameserver 10.89.0.1\n', {})?.split('\n')[1], 'nameserver 10.89.0.1');
  equal(rewriteResolvConf('search dns.podman corp.example\n', {})?.split('\n')[1], 'search corp.example');
  equal(rewriteResolvConf('search corp.example\nnameserver 10.0.0.1\n', {}), undefined);
});

test('KIND_DNS_SEARCH replaces the search list, and removes it when empty', () => {
  const text = 'nameserver 10.0.0.1\nsearch corp.example\n';
  deepEqual(rewriteResolvConf(text, { search: '' })?.split('\n').slice(1), ['nameserver 10.0.0.1', '']);
  deepEqual(rewriteResolvConf(text, { search: 'a.example b.example' })?.split('\n').slice(1), [
    'nameserver 10.0.0.1',
    'search a.example b.example',
    '',
  ]);
});

const docker = (t: Parameters<typeof fakeWorld>[0]): FakeWorld =>
  fakeWorld(t, { '/etc/resolv.conf': 'nameserver 127.0.0.11\noptions ndots:0\n', '/proc/net/route': ROUTES });

test("with Docker's embedded DNS the rules and the resolver name the gateway", async (t) => {
  const world = docker(t);
  await fixDns(world, 'nft', SAVED);
  deepEqual(world.commands, ['iptables-nft-restore']);
  deepEqual(world.stdins, [REWRITTEN]);
  deepEqual(world.read('/etc/resolv.conf').split('\n').slice(1), ['nameserver 172.18.0.1', 'options ndots:0', '']);
  equal(world.read('/etc/resolv.conf.original'), 'nameserver 127.0.0.11\noptions ndots:0\n');
});

test('the host as Docker Desktop names it goes before the gateway, unless it is a loopback address', async (t) => {
  const world = docker(t);
  world.hosts.set('host.docker.internal', '192.168.65.254');
  await fixDns(world, 'nft', SAVED);
  equal(world.read('/etc/resolv.conf').includes('nameserver 192.168.65.254'), true);
  world.hosts.set('host.docker.internal', '127.0.0.1');
  await fixDns(world, 'nft', SAVED);
  equal(world.read('/etc/resolv.conf').includes('nameserver 172.18.0.1'), true);
});

test('a node started again goes by what the engine wrote, not by what it made of it', async (t) => {
  const world = docker(t);
  await fixDns(world, 'nft', SAVED);
  const first = world.read('/etc/resolv.conf');
  await fixDns(world, 'nft', SAVED);
  equal(world.read('/etc/resolv.conf'), first);
  equal(world.commands.length, 2, 'the rules are new in each network namespace');
});

test('a node with an embedded server and no gateway says so', async (t) => {
  const world = fakeWorld(t, { '/etc/resolv.conf': 'nameserver 127.0.0.11\n' });
  await rejects(fixDns(world, 'legacy', SAVED), /no IPv4 default route/);
});

test('other engines need no rules', async (t) => {
  const world = fakeWorld(t, { '/etc/resolv.conf': 'search dns.podman\nnameserver 10.89.0.1\n' });
  await fixDns(world, 'legacy', SAVED);
  deepEqual(world.commands, []);
  equal(world.read('/etc/resolv.conf').includes('dns.podman'), false);
});
