import type { NodeImage } from './node-images.js';

/** Images that kind's node images bring along, and kubeadm asks for. */
const SHIPPED =
  /^(registry\.k8s\.io\/(kube-(apiserver|controller-manager|scheduler|proxy)|etcd|coredns\/coredns|pause)|docker\.io\/kindest\/[^/:]+):/;

/** Those of them that only control planes run. */
const STATIC_PODS = /^registry\.k8s\.io\/(kube-(apiserver|controller-manager|scheduler)|etcd):/;

/**
 * Whether an image came with the node. Our node images pin what they bring; in kind's own it goes by its name.
 */
export function isShipped({ names, pinned }: Pick<NodeImage, 'names' | 'pinned'>): boolean {
  return pinned || names.some((name) => SHIPPED.test(name));
}

/** Whether an image is that of a control plane's static pod. */
export function isForStaticPods(name: string): boolean {
  return STATIC_PODS.test(name);
}
