import { isAtLeast, parseSemanticVersion, type Version } from './version.js';

/**
 * Every choice that depends on a node's Kubernetes version, and nothing else. Each function says which kind of
 * version it wants: a generic one makes no difference between a pre-release and its release, a semantic one does.
 */

const from = (minimum: string) => {
  const version = parseSemanticVersion(minimum, 'INTERNAL');
  return (candidate: Version): boolean => isAtLeast(candidate, version);
};

const atLeast1_20 = from('1.20.0');
const atLeast1_21 = from('1.21.0');
const atLeast1_22 = from('1.22.0');
const atLeast1_23 = from('1.23.0');
const atLeast1_24 = from('1.24.0');
const atLeast1_29 = from('1.29.0');
const atLeast1_31 = from('1.31.0');
const atLeast1_34 = from('1.34.0');
const atLeast1_35 = from('1.35.0');
const atLeast1_36 = from('1.36.0');
/** Kubernetes' commits that added the control plane's taint, then dropped the old taint. */
const hasControlPlaneTaint = from('1.24.0-alpha.1.592+370031cadac624');
const lacksMasterTaint = from('1.25.0-alpha.0.557+84c8afeba39ec9');

/** Versions of `kubeadm.k8s.io` that are written. */
export const KUBEADM_APIS = ['v1beta2', 'v1beta3', 'v1beta4'] as const;
export type KubeadmApi = (typeof KUBEADM_APIS)[number];

/** The version of `kubeadm.k8s.io` to write (generic version). kind's choice, later than kubeadm would allow. */
export function kubeadmApi(version: Version): KubeadmApi {
  if (atLeast1_36(version)) return 'v1beta4';
  return atLeast1_23(version) ? 'v1beta3' : 'v1beta2';
}

/** Whether phases to skip are arguments of kubeadm init and join instead of configuration (generic version). */
export function skipsPhasesByArguments(version: Version): boolean {
  return !atLeast1_23(version);
}

/** The cgroup driver of kubelet and containerd (generic version). */
export function cgroupDriver(version: Version): 'systemd' | 'cgroupfs' {
  return atLeast1_24(version) ? 'systemd' : 'cgroupfs';
}

/** kubeadm's own feature gates that the version needs (generic version): dual stack was one in 1.20. */
export function kubeadmFeatureGates(version: Version): Record<string, boolean> {
  return atLeast1_20(version) && !atLeast1_21(version) ? { IPv6DualStack: true } : {};
}

/** Whether nodes run under a rootless engine (generic version): the kubelet's KubeletInUserNamespace came with 1.22. */
export function supportsRootless(version: Version): boolean {
  return atLeast1_22(version);
}

/**
 * Whether kubeadm adds a control plane's etcd without a vote and gives it one when it has caught up (generic version):
 * until then the others work on, and so another control plane can already begin to join.
 */
export function joinsEtcdAsLearner(version: Version): boolean {
  return atLeast1_29(version);
}

/** How kubeadm is told to make ECDSA keys (generic version). `none`: before 1.31 it made some RSA keys all the same. */
export function ecdsaKeysBy(version: Version): 'field' | 'feature gate' | 'none' {
  if (kubeadmApi(version) === 'v1beta4') return 'field';
  return atLeast1_31(version) ? 'feature gate' : 'none';
}

/** Whether the kubelet refuses to start on cgroup v1 unless told otherwise (generic version). */
export function kubeletRefusesCgroupV1(version: Version): boolean {
  return atLeast1_35(version);
}

/**
 * Whether a seed can stand for kubeadm's work (generic version): before 1.34 kubeadm also writes the container runtime's
 * socket to each Node object.
 */
export function canBeSeeded(version: Version): boolean {
  return atLeast1_34(version);
}

/** Whether `kubectl wait --for=create` is known (generic version). */
export function kubectlWaitsForCreation(version: Version): boolean {
  return atLeast1_31(version);
}

/** The taints that keep pods off a control-plane node, as `kubectl taint` removes them (semantic version). */
export function controlPlaneTaints(version: Version): string[] {
  if (!hasControlPlaneTaint(version)) return ['node-role.kubernetes.io/master'];
  if (lacksMasterTaint(version)) return ['node-role.kubernetes.io/control-plane'];
  return ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];
}
