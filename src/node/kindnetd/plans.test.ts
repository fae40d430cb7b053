import { deepEqual, equal, match, throws } from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { conflist } from './conflist.js';
import { writeConflist } from './conflist-file.js';
import { planIptables } from './masquerade/plan-iptables.js';
import { clusterNode } from './nodes.js';
import { planRoutes } from './routes/plan.js';
import { parseRoutes } from './routes/route.js';
import { readSettings } from './settings.js';

const node = (index: number) => ({
  name: `n${index}`,
  internalIps: [`172.18.0.${index}`, `fc00::${index}`],
  podCidrs: [`10.244.${index}.0/24`, `fd00:10:244:${index}::/64`],
});

test('the CNI configuration has one range and one default route for each pod CIDR', () => {
  const { plugins, ...rest } = JSON.parse(conflist({ podCidrs: ['10.244.1.0/24', 'fd00:10:244:1::/64'], mtu: 1450 }));
  deepEqual(rest, { cniVersion: '0.3.1', name: 'kindnet' });
  deepEqual(plugins, [
    {
      type: 'ptp',
      ipMasq: false,
      ipam: {
        type: 'host-local',
        dataDir: '/run/cni-ipam-state',
        routes: [{ dst: '0.0.0.0/0' }, { dst: '::/0' }],
        ranges: [[{ subnet: '10.244.1.0/24' }], [{ subnet: 'fd00:10:244:1::/64' }]],
      },
      mtu: 1450,
    },
    { type: 'portmap', capabilities: { portMappings: true } },
  ]);
  equal(conflist({ podCidrs: ['10.244.1.0/24'] }).includes('mtu'), false);
});

test('the CNI file is written only when it changes, and nothing is left beside it', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'kindling-cni-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'net.d', '10-kindnet.conflist');
  equal(writeConflist(path, 'a'), true);
  equal(writeConflist(path, 'a'), false);
  equal(writeConflist(path, 'b'), true);
  equal(readFileSync(path, 'utf8'), 'b');
  deepEqual(readdirSync(join(directory, 'net.d')), ['10-kindnet.conflist']);
});

test('routes lead to the pods of other nodes, through an address of the same family', () => {
  const nodes = [node(1), node(2), { name: 'new', internalIps: ['172.18.0.3'], podCidrs: [] }];
  const input = { nodes, hostIp: '172.18.0.1', current: [] };
  deepEqual(planRoutes({ ...input, family: 'ipv4' }), ['route replace 10.244.2.0/24 via 172.18.0.2 proto 107']);
  deepEqual(planRoutes({ ...input, family: 'ipv6' }), ['route replace fd00:10:244:2::/64 via fc00::2 proto 107']);
});

test('wrong gateways and routes of nodes that are gone are removed, others stay', () => {
  const current = parseRoutes(
    JSON.stringify([
      { dst: 'default', gateway: '172.18.0.254', dev: 'eth0' },
      { dst: '10.244.2.0/24', gateway: '172.18.0.9', dev: 'eth0', protocol: 'boot' },
      { dst: '10.244.7.0/24', gateway: '172.18.0.7', dev: 'eth0', protocol: '107' },
      { dst: '10.99.0.0/24', gateway: '172.18.0.7', dev: 'eth0', protocol: 'static' },
      { dst: '10.244.1.5', dev: 'veth1', scope: 'host' },
    ]),
  );
  const input = { nodes: [node(1), node(2)], hostIp: '172.18.0.1', family: 'ipv4' as const, current };
  deepEqual(planRoutes(input), [
    'route del 10.244.2.0/24 via 172.18.0.9 dev eth0',
    'route del 10.244.7.0/24 via 172.18.0.7 dev eth0',
    'route replace 10.244.2.0/24 via 172.18.0.2 proto 107',
  ]);
  const withoutSelf = planRoutes({ ...input, nodes: [node(2)] });
  equal(withoutSelf.includes('route del 10.244.7.0/24 via 172.18.0.7 dev eth0'), false);
});

test('once the planned routes are there, nothing is left to do', () => {
  const indexes = fc.uniqueArray(fc.integer({ min: 2, max: 250 }), { maxLength: 20 });
  fc.assert(
    fc.property(indexes, indexes, (before, after) => {
      const current = before.map((index) => ({
        destination: `10.244.${index}.0/24`,
        gateway: `172.18.0.${index + 1}`,
        protocol: '107',
      }));
      const input = { nodes: [node(1), ...after.map(node)], hostIp: '172.18.0.1', family: 'ipv4' as const };
      const table = new Map(current.map((route) => [route.destination, route.gateway]));
      for (const line of planRoutes({ ...input, current })) {
        const [, verb, destination = '', , gateway = ''] = line.split(' ');
        if (verb === 'del') table.delete(destination);
        else table.set(destination, gateway);
      }
      const routes = [...table].map(([destination, gateway]) => ({ destination, gateway, protocol: '107' }));
      deepEqual(planRoutes({ ...input, current: routes }), []);
      equal(table.size, after.length);
    }),
  );
});

test('no output of ip means no routes', () => deepEqual(parseRoutes('\n'), []));

test('masquerading is set up once, and again when a rule was lost', () => {
  const rules = planIptables('*nat\n:POSTROUTING ACCEPT [0:0]\nCOMMIT\n', ['10.244.0.0/16']) ?? '';
  match(rules, /^\*nat\n:KIND-MASQ-AGENT - \[0:0\]\n-A KIND-MASQ-AGENT -d 10\.244\.0\.0\/16 .*-j RETURN\n/);
  match(rules, /^-A POSTROUTING -m addrtype ! --dst-type LOCAL .*-j KIND-MASQ-AGENT$/m);
  equal(planIptables(rules, ['10.244.0.0/16']), undefined);
  const lost = rules.replace(/^-A KIND-MASQ-AGENT .*RETURN\n/m, '');
  const repair = planIptables(lost, ['10.244.0.0/16']) ?? '';
  equal(repair.includes('-A POSTROUTING'), false, 'the jump is there and must not be doubled');
});

test('a node is reduced to addresses and pod CIDRs', () => {
  const object = {
    metadata: { name: 'n' },
    spec: { podCIDR: '10.244.0.0/24' },
    status: {
      addresses: [
        { type: 'InternalIP', address: '172.18.0.2' },
        { type: 'Hostname', address: 'n' },
      ],
      images: [],
    },
  };
  deepEqual(clusterNode(object), { name: 'n', internalIps: ['172.18.0.2'], podCidrs: ['10.244.0.0/24'] });
  deepEqual(clusterNode({ metadata: { name: 'n' } }), { name: 'n', internalIps: [], podCidrs: [] });
});

test('settings come from the environment, families from the pod subnets', () => {
  const env = { HOST_IP: '172.18.0.2', POD_SUBNET: '10.244.0.0/16, fd00:10:244::/56' };
  deepEqual(readSettings(env).families, ['ipv4', 'ipv6']);
  equal(readSettings(env).controlPlaneEndpoint, undefined);
  const endpoint = (text: string) => readSettings({ ...env, CONTROL_PLANE_ENDPOINT: text }).controlPlaneEndpoint;
  deepEqual(endpoint('kind-control-plane:6443'), { host: 'kind-control-plane', port: 6443 });
  deepEqual(endpoint('https://[fc00::2]:443'), { host: 'fc00::2', port: 443 });
  throws(() => endpoint('::1'), /CONTROL_PLANE_ENDPOINT "::1"/);
  throws(() => readSettings({ ...env, POD_SUBNET: '' }), /POD_SUBNET is empty/);
  throws(() => readSettings({ ...env, POD_SUBNET: 'x' }), /not a CIDR/);
  throws(() => readSettings({ ...env, HOST_IP: '' }), /HOST_IP/);
});
