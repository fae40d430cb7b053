import type { ClusterObjects, DaemonSetObject, Metadata, NodeObject, PodObject, ReplicatedObject } from './objects.js';

/**
 * Why a cluster is not ready: its node is not, a workload does not have the pods that it should have, or a pod is not
 * Ready. Pods that have ended count as done.
 *
 * What was true before the container was started again does not count: each container has to have been started since,
 * and the node's kubelet to have spoken.
 *
 * @param since when this container was started
 * @returns a line for each thing; none when the cluster is ready
 */
export function notReady(objects: ClusterObjects, since: Date): string[] {
  // The API's times have no fractions of seconds.
  const started = Math.floor(since.getTime() / 1000) * 1000;
  return [
    ...(objects.nodes.length === 0 ? ['there is no node yet'] : objects.nodes.flatMap((node) => ofNode(node, started))),
    ...objects.deployments.flatMap((each) => ofReplicas('deployment', each)),
    ...objects.statefulSets.flatMap((each) => ofReplicas('statefulset', each)),
    ...objects.daemonSets.flatMap(ofDaemonSet),
    ...objects.pods.flatMap((pod) => ofPod(pod, started)),
  ];
}

function ofNode({ metadata, status }: NodeObject, started: number): string[] {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready === undefined || isBefore(ready.lastHeartbeatTime, started)) {
    return [`node ${metadata.name}: its kubelet has not reported yet`];
  }
  return ready.status === 'True' ? [] : [`node ${metadata.name}: ${ready.message ?? ready.reason ?? 'not Ready'}`];
}

function ofReplicas(kind: string, { metadata, spec, status }: ReplicatedObject): string[] {
  const wanted = spec?.replicas ?? 1;
  const ready = isObserved(metadata, status) ? Math.min(status?.readyReplicas ?? 0, status?.updatedReplicas ?? 0) : 0;
  // A workload of none is ready when its controller has seen that.
  if (isObserved(metadata, status) && ready >= wanted) return [];
  return [`${kind} ${nameOf(metadata)}: ${ready} of ${wanted} pods are ready`];
}

function ofDaemonSet({ metadata, status }: DaemonSetObject): string[] {
  if (!isObserved(metadata, status)) return [`daemonset ${nameOf(metadata)}: no pods yet`];
  const wanted = status?.desiredNumberScheduled ?? 0;
  const ready = Math.min(status?.numberReady ?? 0, status?.updatedNumberScheduled ?? 0);
  return ready >= wanted ? [] : [`daemonset ${nameOf(metadata)}: ${ready} of ${wanted} pods are ready`];
}

function ofPod({ metadata, status }: PodObject, started: number): string[] {
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed') return [];
  const name = `pod ${nameOf(metadata)}`;
  const containers = status?.containerStatuses ?? [];
  const waiting = containers.find(({ state }) => state?.running === undefined);
  if (waiting !== undefined) {
    const { waiting: held, terminated } = waiting.state ?? {};
    return [`${name}: container ${waiting.name} does not run: ${held?.reason ?? terminated?.reason ?? 'unknown'}`];
  }
  if (containers.some(({ state }) => isBefore(state?.running?.startedAt, started))) {
    return [`${name}: not started again yet`];
  }
  const condition = (type: string) => status?.conditions?.find((each) => each.type === type);
  if (condition('Ready')?.status === 'True') return [];
  const scheduled = condition('PodScheduled');
  const why = scheduled?.status === 'False' ? scheduled.message : condition('Ready')?.message;
  return [`${name}: ${why ?? status?.phase ?? 'not Ready'}`];
}

/** Whether a controller has seen the object as it is now. */
function isObserved({ generation = 0 }: Metadata, status: { observedGeneration?: number } | undefined): boolean {
  return (status?.observedGeneration ?? -1) >= generation;
}

/** A time that is missing is before every other. */
function isBefore(time: string | undefined, started: number): boolean {
  return time === undefined || Date.parse(time) < started;
}

function nameOf({ namespace, name }: Metadata): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
