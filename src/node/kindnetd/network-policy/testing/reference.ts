import { Cidr } from '../../../../config/cidr.js';
import type { Cluster } from '../compile.js';
import type { ClusterPod } from '../pod.js';
import type { Policy, PolicyRule, Protocol } from '../policy.js';
import { selects } from '../selector.js';

/** The first packet of a connection, with Services resolved. */
export interface Packet {
  from: string;
  to: string;
  /** `ICMP` stands for everything that has no ports. */
  protocol: Protocol | 'ICMP';
  port: number;
}

/**
 * Whether policies let a packet through that comes by a node: written down after the documentation, one sentence after
 * the other, and as slow as it may be. What the compiler makes has to agree.
 */
export function allows(cluster: Cluster, node: string, packet: Packet): boolean {
  if (packet.from === packet.to) return true;
  return (
    allowsOneSide(cluster, node, packet, 'egress', packet.from, packet.to) &&
    allowsOneSide(cluster, node, packet, 'ingress', packet.to, packet.from)
  );
}

function allowsOneSide(
  cluster: Cluster,
  node: string,
  packet: Packet,
  direction: 'ingress' | 'egress',
  own: string,
  other: string,
): boolean {
  const pod = podOf(cluster, own);
  if (pod === undefined || pod.node !== node) return true;
  const selecting = cluster.policies.filter(
    (policy) => policy.namespace === pod.namespace && selects(policy.podSelector, pod.labels),
  );
  const isolating = selecting.filter((policy) => policy[direction] !== undefined);
  if (isolating.length === 0) return true;
  return isolating.some((policy) =>
    (policy[direction] ?? []).some(
      (rule) => peerMatches(cluster, policy, rule, other) && portMatches(cluster, rule, packet),
    ),
  );
}

function peerMatches(cluster: Cluster, policy: Policy, { peers }: PolicyRule, other: string): boolean {
  if (peers === undefined) return true;
  const pod = podOf(cluster, other);
  return peers.some(({ ipBlock, podSelector, namespaceSelector }) => {
    if (ipBlock !== undefined) {
      const { cidr, except = [] } = ipBlock;
      return Cidr.parse(cidr).contains(other) && !except.some((hole) => Cidr.parse(hole).contains(other));
    }
    if (pod === undefined) return false;
    const namespace = cluster.namespaces.get(pod.namespace);
    if (namespaceSelector === undefined && pod.namespace !== policy.namespace) return false;
    if (namespaceSelector !== undefined && (!namespace || !selects(namespaceSelector, namespace))) return false;
    return podSelector === undefined || selects(podSelector, pod.labels);
  });
}

function portMatches(cluster: Cluster, { ports }: PolicyRule, packet: Packet): boolean {
  if (ports === undefined) return true;
  return ports.some(({ protocol, port, endPort }) => {
    if (protocol !== packet.protocol) return false;
    if (port === undefined) return true;
    if (typeof port === 'number') return packet.port >= port && packet.port <= (endPort ?? port);
    const named = podOf(cluster, packet.to)?.ports ?? [];
    return named.some((one) => one.name === port && one.protocol === protocol && one.port === packet.port);
  });
}

function podOf({ pods }: Cluster, ip: string): ClusterPod | undefined {
  return pods.find(({ ips }) => ips.includes(ip));
}
