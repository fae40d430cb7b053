import type { KubeObject } from '../kube/types.js';
import type { LabelSelector } from './selector.js';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';
export type Direction = 'ingress' | 'egress';

/** A NetworkPolicy, with the API's defaults filled in. */
export interface Policy {
  namespace: string;
  name: string;
  /** The pods of the policy's namespace that it isolates. */
  podSelector: LabelSelector;
  /** What may reach these pods. Undefined: the policy says nothing about that direction. */
  ingress: PolicyRule[] | undefined;
  /** What they may reach. */
  egress: PolicyRule[] | undefined;
}

/** Allows what is both with one of the peers and to one of the ports. */
export interface PolicyRule {
  /** Undefined: anybody. */
  peers: PolicyPeer[] | undefined;
  /** Undefined: everything, whatever its protocol. */
  ports: PolicyPort[] | undefined;
}

/** A block of addresses, or pods: those of the policy's namespace unless there is a selector of namespaces. */
export interface PolicyPeer {
  ipBlock?: { cidr: string; except?: string[] };
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
}

export interface PolicyPort {
  protocol: Protocol;
  /** A number, or a name of ports of the containers that are reached. Undefined: all of the protocol. */
  port?: number | string;
  /** The last port of a range that begins with `port`. */
  endPort?: number;
}

interface RuleObject {
  from?: PolicyPeer[];
  to?: PolicyPeer[];
  ports?: { protocol?: Protocol; port?: number | string; endPort?: number }[];
}

interface PolicyObject extends KubeObject {
  spec?: {
    podSelector?: LabelSelector;
    policyTypes?: string[];
    ingress?: RuleObject[];
    egress?: RuleObject[];
  };
}

/** Reads a NetworkPolicy as the API serves it (networking.k8s.io/v1). */
export function networkPolicy(object: KubeObject): Policy {
  const { metadata, spec = {} } = object as PolicyObject;
  const { podSelector = {}, policyTypes = [], ingress = [], egress = [] } = spec;
  const types = policyTypes.length > 0 ? policyTypes : ['Ingress', ...(egress.length > 0 ? ['Egress'] : [])];
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    podSelector,
    ingress: types.includes('Ingress') ? ingress.map(({ from, ports }) => rule(from, ports)) : undefined,
    egress: types.includes('Egress') ? egress.map(({ to, ports }) => rule(to, ports)) : undefined,
  };
}

/** An empty list means the same as none. */
function rule(peers: PolicyPeer[] = [], ports: RuleObject['ports'] = []): PolicyRule {
  return {
    peers: peers.length > 0 ? peers : undefined,
    ports: ports.length > 0 ? ports.map((port) => ({ ...port, protocol: port.protocol ?? 'TCP' })) : undefined,
  };
}
