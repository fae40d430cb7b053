import fc from 'fast-check';
import type { Cluster } from '../compile.js';
import type { ClusterPod } from '../pod.js';
import type { Policy, PolicyPeer, PolicyPort, PolicyRule, Protocol } from '../policy.js';
import type { LabelSelector } from '../selector.js';
import type { Packet } from './reference.js';

const NAMESPACES = ['a', 'b', 'c'];
const PORTS = [80, 81, 443];
const PROTOCOLS: Protocol[] = ['TCP', 'UDP', 'SCTP'];
const PORT_NAMES = ['web', 'dns'];

const labels = fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('x', 'y'), { maxKeys: 2 });

const selector: fc.Arbitrary<LabelSelector> = fc.record(
  {
    matchLabels: labels,
    matchExpressions: fc.array(
      fc.record({
        key: fc.constantFrom('app', 'tier'),
        operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
        values: fc.subarray(['x', 'y', 'z']),
      }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

const ipBlock = fc.oneof(
  fc.record(
    {
      cidr: fc.constantFrom('10.244.0.0/16', '10.244.1.0/29', '10.244.1.1/32', '0.0.0.0/0', '192.0.2.0/24'),
      except: fc.subarray(['10.244.1.0/30', '10.244.1.2/32', '10.244.2.0/24', '192.0.2.128/25']),
    },
    { requiredKeys: ['cidr'] },
  ),
  fc.record(
    {
      cidr: fc.constantFrom('::/0', 'fd00:10:244::/56', 'fd00:10:244:1::2/127'),
      except: fc.subarray(['fd00:10:244:1::1/128']),
    },
    { requiredKeys: ['cidr'] },
  ),
);

const peer: fc.Arbitrary<PolicyPeer> = fc.oneof(
  fc.record({ ipBlock }),
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ podSelector: selector, namespaceSelector: selector }),
);

const port: fc.Arbitrary<PolicyPort> = fc.oneof(
  fc.record({ protocol: fc.constantFrom(...PROTOCOLS) }),
  fc.record({ protocol: fc.constantFrom(...PROTOCOLS), port: fc.constantFrom(...PORTS, ...PORT_NAMES) }),
  fc.record({
    protocol: fc.constantFrom(...PROTOCOLS),
    port: fc.constantFrom(79, 80),
    endPort: fc.constantFrom(80, 81, 442),
  }),
);

const rule: fc.Arbitrary<PolicyRule> = fc.record({
  peers: fc.option(fc.array(peer, { minLength: 1, maxLength: 3 }), { nil: undefined }),
  ports: fc.option(fc.array(port, { minLength: 1, maxLength: 3 }), { nil: undefined }),
});

const rules = fc.option(fc.array(rule, { maxLength: 3 }), { nil: undefined });

const policies: fc.Arbitrary<Policy[]> = fc.uniqueArray(
  fc.record({
    namespace: fc.constantFrom(...NAMESPACES),
    name: fc.constantFrom('one', 'two', 'three'),
    podSelector: selector,
    ingress: rules,
    egress: rules,
  }),
  { maxLength: 6, selector: ({ namespace, name }) => `${namespace}/${name}` },
);

const pod = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  labels,
  node: fc.constantFrom('n1', 'n1', 'n2'),
  ports: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom(...PORT_NAMES),
      protocol: fc.constantFrom(...PROTOCOLS),
      port: fc.constantFrom(...PORTS),
    }),
    { maxLength: 2, selector: ({ name }) => name },
  ),
});

/** How many pods a cluster has that is made here; pod `i` has the addresses of `podIps(i)`. */
export const PODS = 5;

export function podIps(index: number): string[] {
  return [`10.244.1.${index + 1}`, `fd00:10:244:1::${index + 1}`];
}

/** Small clusters, in which much matches. Node `n1` has most of the pods. */
export const cluster: fc.Arbitrary<Cluster> = fc
  .record({
    policies,
    pods: fc.array(pod, { minLength: PODS, maxLength: PODS }),
    namespaces: fc.tuple(...NAMESPACES.map(() => labels)),
  })
  .map(({ policies, pods, namespaces }) => ({
    policies,
    pods: pods.map(
      (one, i): ClusterPod => ({ ...one, name: `pod${i}`, uid: `${i}`, ips: podIps(i), created: `2026-01-0${i + 1}` }),
    ),
    namespaces: new Map(NAMESPACES.map((name, i) => [name, namespaces[i] ?? {}])),
  }));

/** Everything that may be sent between pods, and from and to addresses outside of the cluster. */
export const packets: Packet[] = [0, 1].flatMap((family) => {
  const outside = family === 0 ? ['192.0.2.1', '192.0.2.200'] : ['2001:db8::1'];
  const ends = [...Array.from({ length: PODS }, (_, i) => podIps(i)[family] ?? ''), ...outside];
  return ends.flatMap((from) =>
    ends.flatMap((to) => [
      { from, to, protocol: 'ICMP' as const, port: 0 },
      ...PROTOCOLS.flatMap((protocol) => PORTS.map((port) => ({ from, to, protocol, port }))),
    ]),
  );
});
