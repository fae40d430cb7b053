/** The programs of Kubernetes in a node's own file system. */
export const NODE_PROGRAMS = ['kubeadm', 'kubectl', 'kubelet'] as const;
export type NodeProgram = (typeof NODE_PROGRAMS)[number];

/** Kubernetes as others have built it: programs, and image archives of its components. */
export interface Distribution {
  /** The version that it tells of itself, with its `v`; undefined when it tells none. */
  version: string | undefined;
  /** Absolute paths. */
  programs: Readonly<Record<NodeProgram, string>>;
  /** Absolute paths of image archives. */
  archives: readonly string[];
}

/** The components that every distribution brings as images. */
export const COMPONENTS = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'] as const;
