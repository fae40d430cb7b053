import { type ClusterState, type EventObject, fullName, type WorkloadObject } from './api-objects.js';
import type { Finding } from './finding.js';
import { isNodeWell } from './node-findings.js';
import { isPodWell } from './pod-findings.js';

/** Events of nodes that are bad even when the node is well again. */
const LASTING = ['SystemOOM', 'OOMKilling', 'EvictionThresholdMet', 'FreeDiskSpaceFailed', 'ImageGCFailed'];

/**
 * Events of Services' endpoints that other writers came before, as happens in every cluster: controllers try again. From
 * so many times on they are a problem.
 */
const RETRIED = ['FailedToCreateEndpoint', 'FailedToUpdateEndpoint', 'FailedToUpdateEndpointSlices'];
const TOO_OFTEN = 5;

/**
 * Warning events, those of the same kind together. What was said of nodes, pods and workloads that are well now is left
 * out: every cluster has such events from when it began. So is what was said of pods that are gone.
 */
export function eventFindings(state: ClusterState): Finding[] {
  const ill = illObjects(state);
  const counts = new Map<string, number>();
  for (const event of state.events) {
    if (event.type !== 'Warning' || !isOpen(event, ill)) continue;
    const { kind = '', ...object } = event.involvedObject;
    const text = `${kind} ${fullName(object)}: ${event.reason}: ${(event.message ?? '').replaceAll(/\s+/g, ' ')}`;
    const times = event.series?.count ?? event.count ?? 1;
    if (RETRIED.includes(event.reason ?? '') && times < TOO_OFTEN) continue;
    counts.set(text, (counts.get(text) ?? 0) + times);
  }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([text, count]) => ({
      topic: 'events',
      text: count > 1 ? `${text} (${count} times)` : text,
      file: 'events.json',
    }));
}

/** By kind: the names of those that are not well. Kinds of which nothing is known are not in it. */
function illObjects({ nodes, pods, workloads }: ClusterState): Map<string, Set<string>> {
  const names = (objects: readonly { metadata: { name: string; namespace?: string } }[]) =>
    new Set(objects.map(({ metadata }) => fullName(metadata)));
  const ill = new Map([
    ['Node', names(nodes.filter((node) => !isNodeWell(node)))],
    ['Pod', names(pods.filter((pod) => !isPodWell(pod)))],
  ]);
  for (const kind of ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet']) {
    ill.set(kind, names(workloads.filter((workload) => workload.kind === kind && !isWorkloadWell(workload))));
  }
  return ill;
}

function isOpen({ reason = '', involvedObject }: EventObject, ill: ReadonlyMap<string, Set<string>>): boolean {
  const { kind = '' } = involvedObject;
  return (ill.get(kind)?.has(fullName(involvedObject)) ?? true) ? true : LASTING.includes(reason);
}

function isWorkloadWell({ kind, spec, status = {} }: WorkloadObject): boolean {
  if (kind === 'DaemonSet') return (status.numberReady ?? 0) >= (status.desiredNumberScheduled ?? 0);
  return (status.readyReplicas ?? 0) >= (spec?.replicas ?? 1);
}
