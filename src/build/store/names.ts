import type { StoreNames } from './sources.js';

const KUBERNETES = 'registry.k8s.io';
const OWN = 'localhost/kindling';

/**
 * The names of the images in a node.
 *
 * @param kubernetesVersion with its `v`
 * @param tags tags of the images that this version's kubeadm asks for; etcd's and pause's without, coredns' with `v`
 * @param ownVersion kindling's version, without `v`
 */
export function storeNames(
  kubernetesVersion: string,
  tags: { etcd: string; coredns: string; pause: string },
  ownVersion: string,
): StoreNames {
  return {
    apiserver: `${KUBERNETES}/kube-apiserver:${kubernetesVersion}`,
    controllerManager: `${KUBERNETES}/kube-controller-manager:${kubernetesVersion}`,
    scheduler: `${KUBERNETES}/kube-scheduler:${kubernetesVersion}`,
    proxy: `${KUBERNETES}/kube-proxy:${kubernetesVersion}`,
    etcd: `${KUBERNETES}/etcd:${tags.etcd}`,
    coredns: `${KUBERNETES}/coredns/coredns:${tags.coredns}`,
    pause: `${KUBERNETES}/pause:${tags.pause}`,
    kindnetd: `${OWN}/kindnetd:v${ownVersion}`,
    localPathProvisioner: `${OWN}/local-path-provisioner:v${ownVersion}`,
    localPathHelper: `${OWN}/local-path-helper:v${ownVersion}`,
  };
}
