import type { Arch } from '../part.js';
import type { Tree } from '../rootfs/tree.js';

/** What the images inside a node are made of. */
export interface StoreSources {
  arch: Arch;
  /** Debian's share of the node: programs and libraries come from there. */
  debian: Tree;
  /** Host paths of programs. */
  kubernetes: string;
  pause: string;
  node: string;
  kindnetd: string;
  /** The iptables wrapper script. */
  iptablesWrapper: string;
  names: StoreNames;
}

/** Full names with tags of the images. Those of Kubernetes are what `kubeadm config images list` prints. */
export interface StoreNames {
  apiserver: string;
  controllerManager: string;
  scheduler: string;
  proxy: string;
  etcd: string;
  coredns: string;
  pause: string;
  kindnetd: string;
  localPathProvisioner: string;
  localPathHelper: string;
}
