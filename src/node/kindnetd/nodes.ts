import type { KubeObject } from './kube/types.js';

/** What kindnetd needs to know of a node. */
export interface ClusterNode {
  name: string;
  internalIps: string[];
  podCidrs: string[];
}

interface NodeObject extends KubeObject {
  spec?: { podCIDR?: string; podCIDRs?: string[] };
  status?: { addresses?: { type: string; address: string }[] };
}

/** Picks it out of a Node as the API serves it; the rest (images, conditions) would only take memory. */
export function clusterNode(object: KubeObject): ClusterNode {
  const { metadata, spec, status } = object as NodeObject;
  return {
    name: metadata.name,
    internalIps: (status?.addresses ?? []).filter(({ type }) => type === 'InternalIP').map(({ address }) => address),
    podCidrs: spec?.podCIDRs ?? (spec?.podCIDR ? [spec.podCIDR] : []),
  };
}
