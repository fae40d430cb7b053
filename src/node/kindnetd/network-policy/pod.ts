import type { KubeObject } from '../kube/types.js';
import { validIps } from './addresses.js';
import type { Protocol } from './policy.js';
import type { Labels } from './selector.js';

/** What network policies need to know of a pod that has a network of its own. */
export interface ClusterPod {
  namespace: string;
  name: string;
  /** What its node knows it by. */
  uid: string;
  labels: Labels;
  /** Name of its node; empty before it is scheduled. */
  node: string;
  /** Its addresses: none before it runs, one for each IP family after that. */
  ips: readonly string[];
  /** Ports of its containers that have names. */
  ports: readonly NamedPort[];
  /** When it was made: RFC 3339, to the second. */
  created: string;
}

export interface NamedPort {
  name: string;
  protocol: Protocol;
  port: number;
}

interface Container {
  restartPolicy?: string;
  ports?: { name?: string; protocol?: Protocol; containerPort: number }[];
}

/** On the API server's copy of a static pod: the static pod's own UID. */
const MIRROR = 'kubernetes.io/config.mirror';

interface PodObject extends KubeObject {
  metadata: KubeObject['metadata'] & {
    uid?: string;
    annotations?: Record<string, string>;
    creationTimestamp?: string;
  };
  spec?: { nodeName?: string; hostNetwork?: boolean; containers?: Container[]; initContainers?: Container[] };
  status?: { phase?: string; podIP?: string; podIPs?: { ip: string }[] };
}

/**
 * Picks it out of a Pod as the API serves it.
 *
 * @returns undefined for pods in their node's network, which policies are not about, and for those that have ended,
 *   whose addresses may be other pods' by now
 */
export function clusterPod(object: KubeObject): ClusterPod | undefined {
  const { metadata, spec = {}, status = {} } = object as PodObject;
  if (spec.hostNetwork || status.phase === 'Succeeded' || status.phase === 'Failed') return undefined;
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    uid: metadata.annotations?.[MIRROR] ?? metadata.uid ?? '',
    labels: metadata.labels ?? {},
    node: spec.nodeName ?? '',
    ips: validIps(status.podIPs?.map(({ ip }) => ip) ?? [status.podIP ?? '']),
    ports: namedPorts([
      ...(spec.containers ?? []),
      // Sidecars: init containers that stay.
      ...(spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
    ]),
    created: metadata.creationTimestamp ?? '',
  };
}

function namedPorts(containers: readonly Container[]): NamedPort[] {
  return containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ name, protocol = 'TCP', containerPort }) => {
      return name ? [{ name, protocol, port: containerPort }] : [];
    }),
  );
}
