import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { run } from '../../exec/run.js';
import { detectMode } from './masquerade/mode.js';
import { syncMasquerade } from './masquerade/sync.js';
import { syncRoutes } from './routes/sync.js';
import type { Run } from './run.js';
import { readSettings } from './settings.js';
import { GATEWAYS, Lab } from './testing/lab.js';

const works = (...[program, ...args]: [string, ...string[]]) => spawnSync(program, args).status === 0;
const NAMESPACE = `kindling-test-${process.pid}`;
const canUseNamespaces = works('ip', 'netns', 'add', NAMESPACE) && works('ip', 'netns', 'del', NAMESPACE);
const skipRoutes = canUseNamespaces ? false : 'network namespaces cannot be made here';
const SETTINGS = readSettings({ HOST_IP: '172.30.0.2', POD_SUBNET: '10.244.0.0/16,fd00:10:244::/56' });

/** A network namespace with an eth0 at 172.30.0.2/24 and fc00:30::2/64; gone when the test ends. */
async function namespace(t: TestContext): Promise<Run> {
  await run(['ip', 'netns', 'add', NAMESPACE]);
  t.after(() => run(['ip', 'netns', 'del', NAMESPACE]));
  const inside: Run = (command, options) => run(['ip', 'netns', 'exec', NAMESPACE, ...command], options);
  await inside(['ip', 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'engine0']);
  for (const link of ['lo', 'eth0', 'engine0']) await inside(['ip', 'link', 'set', link, 'up']);
  await inside(['ip', 'addr', 'add', '172.30.0.2/24', 'dev', 'eth0']);
  await inside(['ip', 'addr', 'add', 'fc00:30::2/64', 'dev', 'eth0', 'nodad']);
  return inside;
}

const self = { name: 'self', internalIps: ['172.30.0.2', 'fc00:30::2'], podCidrs: ['10.244.0.0/24'] };
const other = (last: number) => ({
  name: 'other',
  internalIps: [`172.30.0.${last}`, `fc00:30::${last}`],
  podCidrs: ['10.244.1.0/24', 'fd00:10:244:1::/64'],
});

test('the kernel takes the routes, follows a node to another address, and loses those of removed nodes', {
  skip: skipRoutes,
}, async (t) => {
  const inside = await namespace(t);
  const routes = async () => {
    const shown = [await inside(['ip', '-4', 'route']), await inside(['ip', '-6', 'route'])];
    return shown.flatMap(({ stdout }) => stdout.split('\n')).filter((line) => /^(10\.244|fd00)/.test(line));
  };
  equal((await syncRoutes(inside, SETTINGS, [self, other(3)])).length, 2);
  match((await routes()).join('\n'), /10\.244\.1\.0\/24 via 172\.30\.0\.3 .*\nfd00:10:244:1::\/64 via fc00:30::3 /);
  deepEqual(await syncRoutes(inside, SETTINGS, [self, other(3)]), []);
  await syncRoutes(inside, SETTINGS, [self, other(4)]);
  match((await routes()).join('\n'), /via 172\.30\.0\.4 .*\nfd00:10:244:1::\/64 via fc00:30::4 /);
  equal((await routes()).length, 2);
  await syncRoutes(inside, SETTINGS, [self]);
  deepEqual(await routes(), []);
});

test('one node that cannot be reached does not keep the others from their routes', { skip: skipRoutes }, async (t) => {
  const inside = await namespace(t);
  const away = { name: 'away', internalIps: ['192.0.2.1'], podCidrs: ['10.244.2.0/24'] };
  await rejects(syncRoutes(inside, SETTINGS, [self, away, other(3)]), /ip netns exec .* failed/);
  const { stdout } = await inside(['ip', 'route', 'show', '10.244.1.0/24']);
  match(stdout, /via 172\.30\.0\.3/);
});

const usable = (...command: [string, ...string[]]) => canUseNamespaces && works(...command);
const withIptables = usable('iptables-legacy', '-t', 'nat', '-S') && usable('iptables-nft', '-t', 'nat', '-S');

const withNftables = usable('nft', 'list', 'tables') ? false : 'nftables cannot be used here';

test('masquerading is set up through legacy iptables, once, and repaired', {
  skip: withIptables ? false : 'iptables cannot be used here',
}, async (t) => {
  const inside = await namespace(t);
  await inside(['iptables-legacy', '-t', 'mangle', '-N', 'KUBE-IPTABLES-HINT']);
  const mode = await detectMode(inside);
  equal(mode, 'legacy');
  deepEqual(await syncMasquerade(inside, SETTINGS, mode), ['ipv4', 'ipv6']);
  deepEqual(await syncMasquerade(inside, SETTINGS, mode), []);
  await inside(['iptables-legacy', '-t', 'nat', '-D', 'KIND-MASQ-AGENT', '1']);
  deepEqual(await syncMasquerade(inside, SETTINGS, mode), ['ipv4']);
  const { stdout } = await inside(['iptables-legacy-save', '-t', 'nat']);
  equal(stdout.match(/-j KIND-MASQ-AGENT$/gm)?.length, 1);
  ok(stdout.includes('-A KIND-MASQ-AGENT -d 10.244.0.0/16 '));
});

test('masquerading is set up through nftables, once, and repaired', {
  skip: withIptables ? withNftables : 'iptables cannot be used here',
}, async (t) => {
  const inside = await namespace(t);
  await inside(['iptables-nft', '-t', 'mangle', '-N', 'KUBE-IPTABLES-HINT']);
  const mode = await detectMode(inside);
  equal(mode, 'nft');
  deepEqual(await syncMasquerade(inside, SETTINGS, mode), ['ipv4', 'ipv6']);
  deepEqual(await syncMasquerade(inside, SETTINGS, mode), []);
  await inside(['nft', 'flush', 'chain', 'ip6', 'kindnet-masquerade', 'KIND-MASQ-AGENT']);
  deepEqual(await syncMasquerade(inside, SETTINGS, mode), ['ipv6']);
  await inside(['nft', 'add', 'rule', 'ip', 'kindnet-masquerade', 'KIND-MASQ-AGENT', 'accept']);
  deepEqual(await syncMasquerade(inside, SETTINGS, mode), ['ipv4']);
  const { stdout } = await inside(['nft', 'list', 'table', 'ip6', 'kindnet-masquerade']);
  match(stdout, /hook postrouting .*\n\s+fib daddr type != local jump KIND-MASQ-AGENT/);
});

test('what leaves the cluster is seen as from the node, other pods see who it is', {
  skip: withNftables,
}, async (t) => {
  const [pod, other, outside] = [
    ['10.244.0.2', 'fd00:10:244::2'],
    ['10.244.0.3', 'fd00:10:244::3'],
    ['192.0.2.1', '2001:db8::1'],
  ] as const;
  const lab = await Lab.create(t, [[...pod], [...other], [...outside]], [80]);
  await syncMasquerade(lab.inNode, SETTINGS, 'nft');
  const seen = await lab.ask(
    0,
    [...other, ...outside].map((to) => ({ to, protocol: 'TCP', port: 80, patience: 5000 })),
  );
  deepEqual(
    seen.map((address) => address?.replace('::ffff:', '')),
    [...pod, ...GATEWAYS],
  );
});
