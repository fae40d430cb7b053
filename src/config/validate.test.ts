import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cluster, Networking, Node } from './v1alpha4.js';
import { validate } from './validate.js';

/** What validation says, or undefined. Tests hand in values that the types forbid. */
function problem(cluster: unknown, overrides = {}): string | undefined {
  try {
    validate(cluster as Cluster, overrides);
    return undefined;
  } catch (error) {
    assert.equal((error as { code?: string }).code, 'CONFIG_INVALID');
    return (error as Error).message;
  }
}

const network = (networking: object) => problem({ networking });

test('valid clusters of every family and role mix pass', () => {
  for (const cluster of [
    {},
    { nodes: [{ role: 'control-plane' }, { role: 'worker' }, { role: 'worker' }] },
    { nodes: [{ role: 'control-plane' }, { role: 'control-plane' }] },
    { networking: { ipFamily: 'ipv6' } },
    { networking: { ipFamily: 'dual' } },
    { networking: { ipFamily: 'dual', podSubnet: '1.0.0.0/8,fd00::/56', serviceSubnet: 'fd00:1::/112,2.0.0.0/8' } },
    { networking: { ipFamily: 'dual', podSubnet: '1.0.0.0/8,fd00::/56', serviceSubnet: '2.0.0.0/16' } },
    { networking: { ipFamily: 'dual', podSubnet: 'fd00::/56', serviceSubnet: '2.0.0.0/16,fd00:1::/112' } },
    { networking: { apiServerPort: -1 } },
    { networking: { apiServerPort: 65535, kubeProxyMode: 'nftables' } },
  ] as { nodes?: Node[]; networking?: Networking }[]) {
    assert.equal(problem(cluster), undefined, JSON.stringify(cluster));
  }
});

test('a bad name is quoted with the rule', () => {
  const rule = 'cluster names must match `^[a-z0-9.-]+$`';
  assert.equal(problem({ name: 'Foo_' }), `'Foo_' is not a valid cluster name, ${rule}`);
});

test('ports, families and modes that do not exist are named', () => {
  assert.equal(network({ apiServerPort: 99999 }), 'invalid apiServerPort: invalid port number: 99999');
  assert.equal(network({ apiServerPort: -2 }), 'invalid apiServerPort: invalid port number: -2');
  assert.equal(network({ ipFamily: 'IPv4' }), 'invalid ipFamily: IPv4');
  assert.equal(network({ kubeProxyMode: 'notiptables' }), 'invalid kubeProxyMode: notiptables');
});

test('a subnet that is none is reported with what is wrong with it', () => {
  const why = 'failed to parse cidr value:"aa" with error: invalid CIDR address: aa';
  assert.equal(network({ podSubnet: 'aa' }), `invalid pod subnet ${why}`);
  assert.equal(network({ serviceSubnet: 'aa' }), `invalid service subnet ${why}`);
  assert.equal(
    network({ serviceSubnet: '1.0.0.0/8, 2.0.0.0/8' }),
    'invalid service subnet failed to parse cidr value:" 2.0.0.0/8" with error: invalid CIDR address:  2.0.0.0/8',
  );
});

test('single stack allows one subnet, of its family', () => {
  const one = 'only one CIDR allowed for single-stack networking';
  assert.equal(network({ podSubnet: '192.168.0.2/24,2.2.2.0/24' }), `invalid pod subnet ${one}`);
  assert.equal(
    network({ ipFamily: 'ipv6', podSubnet: '10.0.0.0/8' }),
    'invalid pod subnet expected IPv6 CIDR for IPv6 family',
  );
  assert.equal(network({ podSubnet: 'fd00::/56' }), 'invalid pod subnet expected IPv4 CIDR for IPv4 family');
});

test('dual stack allows one subnet or one of each family', () => {
  const one = 'expected one (IPv4 or IPv6) CIDR or two CIDRs from each family for dual-stack networking';
  const dual = (podSubnet: string) => network({ ipFamily: 'dual', podSubnet });
  assert.equal(dual('1.0.0.0/8,2.0.0.0/8'), `invalid pod subnet ${one}`);
  assert.equal(dual('1.0.0.0/8,fd00::/56,fd01::/56'), `invalid pod subnet ${one}`);
});

test('a cluster needs a control-plane node', () => {
  assert.equal(problem({ nodes: [{ role: 'worker' }] }), 'must have at least one control-plane node');
});

test('several problems stand in brackets, equal ones once, and those of a node as one', () => {
  assert.equal(
    problem({
      networking: { ipFamily: 'x', kubeProxyMode: 'y' },
      nodes: [
        { role: 'z', extraPortMappings: [{ hostPort: 99999, containerPort: -3 }, { containerPort: -9 }] },
        { role: 'control-plane', extraPortMappings: [{ containerPort: -9 }, { containerPort: -9 }] },
      ],
    }),
    '[invalid ipFamily: x, invalid kubeProxyMode: y, ' +
      'invalid configuration for node 0: ["z" is not a valid node role, invalid hostPort: invalid port number: 99999, ' +
      'invalid containerPort: invalid port number: -3, invalid containerPort: invalid port number: -9], ' +
      'invalid configuration for node 1: invalid containerPort: invalid port number: -9]',
  );
});

test('words that decoding would refuse are refused from objects too', () => {
  const node = { extraMounts: [{ propagation: 'none' }], extraPortMappings: [{ protocol: 'udp' }] };
  assert.equal(
    problem({ nodes: [node] }),
    'invalid configuration for node 0: [Unknown MountPropagation: "none", Unknown PortMappingProtocol: "udp"]',
  );
});

test('overrides come before the configuration and before its defaults', () => {
  const cluster = validate(
    { name: 'a', nodes: [{ image: 'x' }, { role: 'worker' }] },
    { name: 'b', image: 'y', defaultImage: 'z' },
  );
  assert.deepEqual(
    cluster.nodes.map(({ name, image }) => [name, image]),
    [
      ['b-control-plane', 'y'],
      ['b-worker', 'y'],
    ],
  );
  const defaulted = validate({ name: 'a', nodes: [{ image: 'x' }, { role: 'worker' }] }, { defaultImage: 'z' });
  assert.deepEqual(
    defaulted.nodes.map(({ image }) => image),
    ['x', 'z'],
  );
  assert.equal(validate({}, { image: 'y' }).nodes[0]?.image, 'y');
  assert.match(problem({ name: 'a' }, { name: 'B' }) ?? '', /^'B' is not a valid cluster name/);
});

test('a valid cluster has every field, parsed and filled in', () => {
  const { nodes, networking } = validate({
    networking: { ipFamily: 'dual', podSubnet: 'fd00:10:244::/56,10.0.0.5/8' },
    nodes: [
      {
        labels: { a: 'b' },
        extraMounts: [{ hostPath: './x', containerPath: '/x' }],
        extraPortMappings: [{ hostPort: 8080, containerPort: 80 }],
      },
    ],
  });
  assert.deepEqual(nodes[0]?.extraMounts, [
    { hostPath: './x', containerPath: '/x', readOnly: false, selinuxRelabel: false, propagation: 'None' },
  ]);
  assert.deepEqual(nodes[0]?.extraPortMappings, [
    { hostPort: 8080, containerPort: 80, listenAddress: '0.0.0.0', protocol: 'TCP' },
  ]);
  assert.deepEqual(networking.podSubnets.map(String), ['fd00:10:244::/56', '10.0.0.0/8']);
  assert.equal(networking.dnsSearch, undefined);
});

test('the wildcard listen address follows the family', () => {
  const cluster = validate({
    networking: { ipFamily: 'ipv6' },
    nodes: [{ extraPortMappings: [{ containerPort: 80 }] }],
  });
  assert.equal(cluster.nodes[0]?.extraPortMappings[0]?.listenAddress, '::');
});
