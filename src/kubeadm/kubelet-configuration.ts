import { cgroupDriver, kubeletRefusesCgroupV1 } from '../version/features.js';
import type { KubeadmContext } from './context.js';
import type { KubeadmDocument } from './document.js';

/** The kubelets' configuration. kubeadm takes it from the first control-plane node for all. */
export function kubeletConfiguration(context: KubeadmContext): KubeadmDocument {
  const { cluster, version, tuning } = context;
  const ipv6 = cluster.networking.ipFamily === 'ipv6';
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    metadata: { name: 'config' },
    cgroupDriver: cgroupDriver(version),
    cgroupRoot: '/kubelet',
    failSwapOn: false,
    ...(tuning?.cgroupVersion === 1 && kubeletRefusesCgroupV1(version) ? { failCgroupV1: false } : {}),
    ...(ipv6 ? { address: '::', healthzBindAddress: '::' } : {}),
    // The kubelet sees the host's disk, on which freeing space or evicting pods helps nobody.
    imageGCHighThresholdPercent: 100,
    evictionHard: { 'nodefs.available': '0%', 'nodefs.inodesFree': '0%', 'imagefs.available': '0%' },
    ...(Object.keys(context.featureGates).length > 0 ? { featureGates: { ...context.featureGates } } : {}),
  };
}
