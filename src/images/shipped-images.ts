import type { NodeImage } from './node-images.js';

/** Images that kind's node images bring along, and kubeadm asks for. */
const SHIPPED =
  /^(registry\.k8s\.io\/(kube-(apiserver|controller-manager|scheduler|proxy)|etcd|coredns\/coredns|pause)|docker\.io\/kindest\/[^/:]+):/;

/** Those of them that only control planes are asked for. Each node's containerd has a pause image of its own. */
const CONTROL_PLANE = /^registry\.k8s\.io\/(kube-(apiserver|controller-manager|scheduler)|etcd|pause):/;

/**
 * Whether an image came with the node. Our node images pin what they bring; in kind's own it goes by its name.
 */
export function isShipped({ names, pinned }: Pick<NodeImage, 'names' | 'pinned'>): boolean {
  return pinned || names.some((name) => SHIPPED.test(name));
}

/** Whether an image that came with a node is needed on control planes only. */
export function isForControlPlanes(name: string): boolean {
  return CONTROL_PLANE.test(name);
}
