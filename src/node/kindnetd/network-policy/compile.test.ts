import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Cluster, compile } from './compile.js';
import { clusterPod } from './pod.js';
import { networkPolicy, type Policy } from './policy.js';
import { cluster, packets } from './testing/arbitrary.js';
import { passes } from './testing/interpret.js';
import { allows } from './testing/reference.js';

const NODE = 'n1';

test('whatever the policies, exactly what they allow passes', () => {
  fc.assert(
    fc.property(cluster, (input) => {
      const ruleset = compile(input, NODE);
      for (const packet of packets) equal(passes(ruleset, packet), allows(input, NODE, packet), JSON.stringify(packet));
    }),
  );
});

test('the order in which things become known makes no difference', () => {
  fc.assert(
    fc.property(cluster, (input) => {
      const other = { ...input, policies: [...input.policies].reverse(), pods: [...input.pods].reverse() };
      deepEqual(compile(other, NODE), compile(input, NODE));
    }),
  );
});

const pod = (name: string, ip: string, more: object = {}, metadata: object = {}) =>
  clusterPod({
    metadata: { namespace: 'default', name, labels: { app: name }, ...metadata },
    spec: { nodeName: NODE, containers: [], ...more },
    status: { phase: 'Running', podIPs: [{ ip }] },
  } as never);

const policy = (spec: object): Policy =>
  networkPolicy({ metadata: { namespace: 'default', name: 'p' }, spec } as never);

const known = (policies: Policy[], pods: ReturnType<typeof pod>[]): Cluster => ({
  policies,
  pods: pods.filter((one) => one !== undefined),
  namespaces: new Map([['default', { 'kubernetes.io/metadata.name': 'default' }]]),
});

const tcp = (from: string, to: string, port = 80) => ({ from, to, protocol: 'TCP' as const, port });

test('without policyTypes a policy is about ingress, and about egress if it has rules for it', () => {
  deepEqual([policy({}).ingress, policy({}).egress], [[], undefined]);
  deepEqual(policy({ egress: [{}] }).egress, [{ peers: undefined, ports: undefined }]);
  deepEqual([policy({ policyTypes: ['Egress'] }).ingress, policy({ policyTypes: ['Egress'] }).egress], [undefined, []]);
});

test('a policy for ingress only leaves egress open, and the other way round', () => {
  const pods = [pod('web', '10.244.0.2'), pod('client', '10.244.0.3')];
  const deny = (policyTypes: string[]) =>
    compile(known([policy({ podSelector: { matchLabels: { app: 'web' } }, policyTypes })], pods), NODE);
  const both = [tcp('10.244.0.3', '10.244.0.2'), tcp('10.244.0.2', '10.244.0.3')];
  deepEqual(
    both.map((packet) => passes(deny(['Ingress']), packet)),
    [false, true],
  );
  deepEqual(
    both.map((packet) => passes(deny(['Egress']), packet)),
    [true, false],
  );
});

test("pods in their node's network are neither isolated nor peers", () => {
  equal(pod('host', '172.18.0.2', { hostNetwork: true }), undefined);
});

test('a pod that has ended is forgotten: its address may be another one’s', () => {
  const ended = { metadata: { name: 'x' }, status: { phase: 'Succeeded', podIP: '10.244.0.2' } };
  equal(clusterPod(ended as never), undefined);
});

test('an address that two pods have is the younger one’s', () => {
  const made = (day: number) => ({ creationTimestamp: `2026-01-0${day}T00:00:00Z` });
  const pods = [pod('old', '10.244.0.2', {}, made(1)), pod('young', '10.244.0.2', {}, made(2))];
  const { pods: isolated } = compile(known([policy({})], pods), NODE);
  deepEqual(
    isolated.map(({ name }) => name),
    ['default/young'],
  );
});

test('sidecars have named ports, other init containers do not', () => {
  const initContainers = [
    { restartPolicy: 'Always', ports: [{ name: 'metrics', containerPort: 9090 }] },
    { ports: [{ name: 'once', containerPort: 1 }] },
  ];
  const containers = [{ ports: [{ containerPort: 5 }, { name: 'dns', containerPort: 53, protocol: 'UDP' }] }];
  deepEqual(pod('x', '10.244.0.2', { initContainers, containers })?.ports, [
    { name: 'dns', protocol: 'UDP', port: 53 },
    { name: 'metrics', protocol: 'TCP', port: 9090 },
  ]);
});

test('a name of a port means another number for each pod', () => {
  const serving = (containerPort: number) => ({ containers: [{ ports: [{ name: 'web', containerPort }] }] });
  const pods = [pod('a', '10.244.0.2', serving(80)), pod('b', '10.244.0.3', serving(8080))];
  const ruleset = compile(known([policy({ ingress: [{ ports: [{ port: 'web' }] }] })], pods), NODE);
  const numbers = [80, 8080];
  deepEqual(
    numbers.map((port) => passes(ruleset, tcp('192.0.2.1', '10.244.0.2', port))),
    [true, false],
  );
  deepEqual(
    numbers.map((port) => passes(ruleset, tcp('192.0.2.1', '10.244.0.3', port))),
    [false, true],
  );
});

test('blocks that cannot be understood allow nothing, and nothing in place of their exceptions', () => {
  const from = (ipBlock: object) => policy({ ingress: [{ from: [{ ipBlock }] }] });
  for (const ipBlock of [{ cidr: 'x' }, { cidr: '0.0.0.0/0', except: ['x'] }]) {
    const ruleset = compile(known([from(ipBlock)], [pod('web', '10.244.0.2')]), NODE);
    equal(passes(ruleset, tcp('192.0.2.1', '10.244.0.2')), false);
  }
});

test('without policies nothing is left to do', () => {
  deepEqual(compile(known([], [pod('web', '10.244.0.2')]), NODE), { pods: [], chains: [] });
});
