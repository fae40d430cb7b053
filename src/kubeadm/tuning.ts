import type { KubeadmTuning } from './input.js';

/** What the tuning depends on. */
export interface TuningFacts {
  /** How many control-plane nodes the cluster has. */
  readonly controlPlanes: number;
  /** The host's. */
  readonly cgroupVersion: 1 | 2;
}

/** What differs from kubeadm's defaults because a cluster for development starts often and has few nodes. */
export function developmentTuning({ controlPlanes, cgroupVersion }: TuningFacts): KubeadmTuning {
  // With one control plane there is nobody to elect against. The election costs seconds at every start: the first
  // attempt comes before the API server has made the roles that allow it, and the next one waits.
  const alone: Record<string, string> = controlPlanes === 1 ? { 'leader-elect': 'false' } : {};
  return {
    // ECDSA keys take milliseconds to make where RSA keys take seconds.
    encryptionAlgorithm: 'ECDSA-P256',
    cgroupVersion,
    // The controllers' start is a burst of requests that the defaults (20 per second, bursts of 30) stretch to
    // several seconds.
    controllerManagerExtraArgs: { ...alone, 'kube-api-qps': '200', 'kube-api-burst': '400' },
    schedulerExtraArgs: alone,
  };
}
