import { KindlingError } from '../../../errors.js';
import type { Pins } from '../../pins.js';
import { IncompleteKubernetesError } from './staging.js';

/** Versions of CoreDNS to try: the pinned one, or the one kubeadm asks for and those of other Kubernetes versions. */
export function corednsCandidates(version: string, wanted: string, pins: Pins): string[] {
  const pin = pins.kubernetes.versions[version];
  if (pin) return [pin.coredns];
  return [...new Set([wanted, ...Object.values(pins.kubernetes.versions).map((other) => other.coredns)])];
}

/** Versions of etcd to try: the pinned one, or the one kubeadm asks for and the one Kubernetes' go.mod requires. */
export function etcdCandidates(version: string, wanted: string, goMod: string, pins: Pins): string[] {
  const pin = pins.kubernetes.versions[version];
  if (pin) return [pin.etcd];
  const required = /^\s*go\.etcd\.io\/etcd\/client\/v3 (v\S+)/m.exec(goMod)?.[1];
  return [...new Set([wanted, ...(required === undefined ? [] : [required])])];
}

/**
 * Returns the first of the candidates for which `attempt` does not throw BUILD_FAILED.
 *
 * @param what names the candidates: `CoreDNS`
 * @throws {KindlingError} BUILD_FAILED, with the reasons of all, when there is none; IncompleteKubernetesError at once
 */
export async function firstThatWorks(
  what: string,
  candidates: readonly string[],
  log: (message: string) => void,
  attempt: (candidate: string) => Promise<void>,
): Promise<string> {
  const failures: KindlingError[] = [];
  for (const candidate of candidates) {
    try {
      await attempt(candidate);
      return candidate;
    } catch (error) {
      if (!(error instanceof KindlingError) || error.code !== 'BUILD_FAILED') throw error;
      if (error instanceof IncompleteKubernetesError) throw error;
      log(`${what} ${candidate} cannot be used: ${error.message}`);
      failures.push(error);
    }
  }
  const reasons = failures.map((error, index) => `${what} ${candidates[index]}: ${error.message}`);
  throw new KindlingError('BUILD_FAILED', reasons.join('\n'), { cause: failures[0] });
}
