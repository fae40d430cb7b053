import type { IpFamily, KubeProxyMode, MountPropagation, NodeRole, Protocol } from './v1alpha4.js';

/** The words a configuration may use, as data for decoding, validation and the JSON Schema. */
export const NODE_ROLES: readonly NodeRole[] = ['control-plane', 'worker'];
export const MOUNT_PROPAGATIONS: readonly MountPropagation[] = ['None', 'HostToContainer', 'Bidirectional'];
export const PROTOCOLS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];
export const IP_FAMILIES: readonly IpFamily[] = ['ipv4', 'ipv6', 'dual'];
export const KUBE_PROXY_MODES: readonly KubeProxyMode[] = ['iptables', 'ipvs', 'nftables', 'none'];

/** Port numbers; -1: the engine picks one. */
export const PORTS = { minimum: -1, maximum: 65535 };

/** What a cluster name looks like. */
export const CLUSTER_NAME = '^[a-z0-9.-]+$';

export function unknownPropagation(value: string): string {
  return `Unknown MountPropagation: ${JSON.stringify(value)}`;
}

export function unknownProtocol(value: string): string {
  return `Unknown PortMappingProtocol: ${JSON.stringify(value)}`;
}
