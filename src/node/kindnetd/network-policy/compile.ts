import { type AddressSet, addressSet } from './addresses.js';
import type { ClusterPod } from './pod.js';
import type { Direction, Policy, PolicyPeer, PolicyPort, PolicyRule, Protocol } from './policy.js';
import { mergeRanges, type Range } from './ranges.js';
import type { ChainRule, IsolatedPod, PolicyChain, PortMatch, Ruleset } from './ruleset.js';
import { type Labels, selects } from './selector.js';

/** What is known of the cluster. */
export interface Cluster {
  policies: readonly Policy[];
  pods: readonly ClusterPod[];
  /** Labels of namespaces, by name. */
  namespaces: ReadonlyMap<string, Labels>;
}

const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];
const ALL_PORTS: Range<number> = [0, 65_535];

/**
 * Works out what a node has to let through, from the policies that select its pods ("Network Policies" of the
 * Kubernetes documentation; networking.k8s.io/v1).
 *
 * @param node whose pods are to be isolated
 * @returns the same for the same cluster, in whatever order it is given
 */
export function compile(cluster: Cluster, node: string): Ruleset {
  const pods = cluster.pods.filter(({ ips }) => ips.length > 0).sort(byAge);
  const policies = [...cluster.policies].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const compiler = new Compiler(pods, cluster.namespaces);
  const chains = new Map<string, PolicyChain>();
  const isolated: IsolatedPod[] = [];
  const taken = new Set<string>();
  const names = new Set<string>();
  for (const pod of pods) {
    if (pod.node !== node) continue;
    const ips = pod.ips.filter((ip) => !taken.has(ip));
    for (const ip of ips) taken.add(ip);
    const selecting = policies.filter(({ namespace, podSelector }) => {
      return namespace === pod.namespace && selects(podSelector, pod.labels);
    });
    const [ingress, egress] = DIRECTIONS.map((direction) => {
      const chosen = selecting.flatMap((policy) => {
        const rules = policy[direction];
        if (rules === undefined) return [];
        const name = `${direction}/${nameOf(policy)}`;
        if (!chains.has(name)) {
          chains.set(name, { name, direction, rules: rules.map((rule) => compiler.rule(policy, rule)) });
        }
        return [name];
      });
      return chosen.length > 0 ? chosen : undefined;
    });
    if (ips.length === 0 || !(ingress || egress)) continue;
    const name = names.has(nameOf(pod)) ? `${nameOf(pod)}/${pod.uid}` : nameOf(pod);
    names.add(name);
    isolated.push({ name, ips, ingress, egress });
  }
  return { pods: isolated, chains: [...chains.values()] };
}

/** Turns peers and ports of rules into addresses and numbers. */
class Compiler {
  constructor(
    private readonly pods: readonly ClusterPod[],
    private readonly namespaces: ReadonlyMap<string, Labels>,
  ) {}

  rule({ namespace }: Policy, { peers, ports }: PolicyRule): ChainRule {
    return { peers: peers && this.peers(peers, namespace), ports: ports && this.ports(ports) };
  }

  private peers(peers: readonly PolicyPeer[], namespace: string): AddressSet {
    const selectors = peers.filter(({ ipBlock }) => ipBlock === undefined);
    const chosen = this.pods.filter((pod) => selectors.some((peer) => this.isPeer(pod, peer, namespace)));
    return addressSet(
      chosen.flatMap(({ ips }) => ips),
      peers.flatMap(({ ipBlock }) => ipBlock ?? []),
    );
  }

  private isPeer(pod: ClusterPod, { podSelector, namespaceSelector }: PolicyPeer, namespace: string): boolean {
    if (namespaceSelector === undefined) {
      if (pod.namespace !== namespace) return false;
    } else {
      const labels = this.namespaces.get(pod.namespace);
      if (labels === undefined || !selects(namespaceSelector, labels)) return false;
    }
    return podSelector === undefined || selects(podSelector, pod.labels);
  }

  private ports(ports: readonly PolicyPort[]): PortMatch[] {
    const ranges = new Map<Protocol, Range<number>[]>();
    const matches: PortMatch[] = [];
    const add = (protocol: Protocol, range: Range<number>) => {
      ranges.set(protocol, [...(ranges.get(protocol) ?? []), range]);
    };
    for (const { protocol, port, endPort } of ports) {
      if (port === undefined) add(protocol, ALL_PORTS);
      else if (typeof port === 'number') add(protocol, [port, endPort ?? port]);
      else matches.push({ protocol, addresses: this.portsNamed(port, protocol) });
    }
    for (const [protocol, list] of ranges) matches.push({ protocol, ranges: mergeRanges(list) });
    return matches;
  }

  /** Wherever a port has that name: which of the pods may be reached is the peers' matter. */
  private portsNamed(name: string, protocol: Protocol): { ip: string; port: number }[] {
    return this.pods.flatMap(({ ips, ports }) =>
      ports
        .filter((port) => port.name === name && port.protocol === protocol)
        .flatMap(({ port }) => ips.map((ip) => ({ ip, port }))),
    );
  }
}

function nameOf({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}/${name}`;
}

/** The youngest first: an address that two pods seem to have is the younger one's. */
function byAge(a: ClusterPod, b: ClusterPod): number {
  if (a.created !== b.created) return a.created > b.created ? -1 : 1;
  return nameOf(a) < nameOf(b) ? -1 : 1;
}
