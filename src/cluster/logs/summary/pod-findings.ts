import { type ContainerStatus, fullName, isTrue, type PodObject } from './api-objects.js';
import type { Finding } from './finding.js';

/** Why a container waits when its image cannot be had: names of the kubelet's errors. */
const PULL_ERRORS = [
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
];
/** Restarts from which on they are no accident. */
const MANY = 3;

/**
 * Pods that do not run as they should: crash-looping, not Ready, failed, pending, or killed for want of memory.
 *
 * @param logOf the exported log of a pod's container, where there is one
 */
export function podFindings(
  pods: readonly PodObject[],
  logOf: (pod: PodObject, container: string) => string | undefined,
): Finding[] {
  return pods.flatMap((pod) => {
    const containers = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
    const findings = containers.flatMap((container) => containerFindings(pod, container, logOf(pod, container.name)));
    if (findings.length > 0 || isPodWell(pod)) return findings;
    return [{ topic: 'pods', text: `${fullName(pod.metadata)}: ${whyNotWell(pod)}`, file: 'pods.json' } as const];
  });
}

/** It has ended well, or is Ready; or it is going, and need not be. */
export function isPodWell({ metadata, status }: PodObject): boolean {
  if (status?.phase === 'Succeeded' || metadata.deletionTimestamp !== undefined) return true;
  return status?.phase === 'Running' && isTrue('Ready', status.conditions);
}

function containerFindings(pod: PodObject, container: ContainerStatus, log = 'pods.json'): Finding[] {
  const { name, image, state = {}, lastState = {}, restartCount = 0 } = container;
  const what = `${fullName(pod.metadata)}, container ${name}`;
  const { reason = '', message = '' } = state.waiting ?? {};
  if (PULL_ERRORS.includes(reason)) {
    return [{ topic: 'images', text: `${image} (${what}): ${reason}${message && `: ${message}`}`, file: 'pods.json' }];
  }
  const findings: Finding[] = [];
  const ends = [state.terminated, lastState.terminated];
  const end = ends.find((terminated) => terminated !== undefined);
  if (ends.some((terminated) => terminated?.reason === 'OOMKilled')) {
    findings.push({ topic: 'memory', text: `${what}: killed for want of memory`, file: 'pods.json' });
  }
  const last = end ? `, last with exit code ${end.exitCode} (${end.reason})` : '';
  // Between two attempts the kubelet tells of the last one's end for a while, before it says CrashLoopBackOff.
  const hasCrashed = state.terminated !== undefined && state.terminated.exitCode !== 0;
  const isLooping = reason === 'CrashLoopBackOff' || (hasCrashed && restartCount > 0);
  if (isLooping || restartCount >= MANY) {
    const how = isLooping ? 'crash-looping: ' : '';
    findings.push({ topic: 'pods', text: `${what}: ${how}restarted ${restartCount} times${last}`, file: log });
  } else if (hasCrashed) {
    findings.push({ topic: 'pods', text: `${what}: ended${last}`, file: log });
  } else if (reason !== '' && reason !== 'ContainerCreating' && reason !== 'PodInitializing') {
    findings.push({ topic: 'pods', text: `${what}: ${reason}${message && `: ${message}`}`, file: 'pods.json' });
  }
  return findings;
}

function whyNotWell({ status }: PodObject): string {
  const failed = (status?.conditions ?? []).find(({ status, message }) => status !== 'True' && message);
  const reason = status?.message ?? failed?.message;
  const state = status?.phase === 'Running' ? 'Running, but not Ready' : (status?.phase ?? 'Unknown');
  return reason ? `${state}: ${reason}` : state;
}
