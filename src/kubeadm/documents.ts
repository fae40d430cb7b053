import { clusterConfiguration } from './cluster-configuration.js';
import { kubeadmContext } from './context.js';
import type { KubeadmDocument } from './document.js';
import type { KubeadmInput } from './input.js';
import { kubeProxyConfiguration } from './kube-proxy-configuration.js';
import { kubeletConfiguration } from './kubelet-configuration.js';
import { initConfiguration, joinConfiguration } from './node-configuration.js';

/** The documents of one node's `/kind/kubeadm.conf`, in their order there. */
export type KubeadmDocuments = readonly KubeadmDocument[];

/**
 * Generates a node's kubeadm configuration before patches, with kind's content for the node's Kubernetes version.
 * Each document carries `metadata.name: config` for patches to see; `renderKubeadmConfig` takes it away again.
 *
 * @throws KindlingError for a Kubernetes version that is none or is too old for a rootless engine, and for a node
 *   without an address of the cluster's IP family
 */
export function kubeadmDocuments(input: KubeadmInput): KubeadmDocuments {
  const context = kubeadmContext(input);
  const proxy = kubeProxyConfiguration(context);
  return [
    clusterConfiguration(context),
    initConfiguration(context),
    joinConfiguration(context),
    kubeletConfiguration(context),
    ...(proxy === undefined ? [] : [proxy]),
  ];
}
