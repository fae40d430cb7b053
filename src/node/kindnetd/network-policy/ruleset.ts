import type { AddressSet } from './addresses.js';
import type { Direction, Protocol } from './policy.js';
import type { Range } from './ranges.js';

/**
 * What a node lets through: for each of its isolated pods the chains of which one must allow a connection, in each
 * direction. What is neither from nor to such a pod passes.
 */
export interface Ruleset {
  pods: IsolatedPod[];
  chains: PolicyChain[];
}

/** A pod of this node that policies select. */
export interface IsolatedPod {
  /** `namespace/name`, with the UID behind it where a pod is followed by another one of that name. */
  name: string;
  ips: readonly string[];
  /** Names of chains. Undefined: not isolated in that direction. */
  ingress: string[] | undefined;
  egress: string[] | undefined;
}

/** One direction of a policy that selects a pod of this node. */
export interface PolicyChain {
  /** `ingress/namespace/name`: unique. */
  name: string;
  direction: Direction;
  rules: ChainRule[];
}

/** Allows what is with one of the peers, and to one of the ports. */
export interface ChainRule {
  /** Undefined: anybody. */
  peers: AddressSet | undefined;
  /** Undefined: everything. */
  ports: PortMatch[] | undefined;
}

/** Ports by their numbers, merged (0 to 65535: whatever the number); or those of each address that has a port of some name. */
export type PortMatch =
  | { protocol: Protocol; ranges: Range<number>[] }
  | { protocol: Protocol; addresses: { ip: string; port: number }[] };
