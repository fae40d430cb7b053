import type { ValidCluster, ValidNode } from '../config/valid.js';
import type { ComponentImages } from './component-images.js';

/** What one node's kubeadm documents are made from. */
export interface KubeadmInput {
  readonly cluster: ValidCluster;
  /** One of the cluster's nodes. */
  readonly node: ValidNode;
  /** The node's `/kind/version`, such as `v1.36.3`. */
  readonly kubernetesVersion: string;
  /** `<load balancer or only control-plane node>:6443`; see `controlPlaneEndpoint()`. */
  readonly controlPlaneEndpoint: string;
  /** The node container's addresses; those of the cluster's IP family must be there. */
  readonly nodeAddresses: NodeAddresses;
  readonly engine: 'docker' | 'podman' | 'nerdctl';
  /** Whether the engine runs without root. */
  readonly rootless: boolean;
  readonly tuning?: KubeadmTuning;
  /** The images of the node's Kubernetes. Default: those that kubeadm asks for by itself. */
  readonly images?: ComponentImages;
}

export interface NodeAddresses {
  readonly ipv4?: string | undefined;
  readonly ipv6?: string | undefined;
}

/** Settings beyond kind's, for speed or for hosts that need them. Everything is off by default. */
export interface KubeadmTuning {
  /** Algorithm of kubeadm's keys. Left out where the Kubernetes version cannot do it. */
  readonly encryptionAlgorithm?: 'RSA-2048' | 'RSA-3072' | 'RSA-4096' | 'ECDSA-P256';
  /** Command line arguments of etcd without the leading `--`. */
  readonly etcdExtraArgs?: Readonly<Record<string, string>>;
  readonly controllerManagerExtraArgs?: Readonly<Record<string, string>>;
  readonly schedulerExtraArgs?: Readonly<Record<string, string>>;
  /** The host's cgroup version. On 1 the kubelet is told to run all the same, where the version would refuse. */
  readonly cgroupVersion?: 1 | 2;
}

/** The token that nodes join with. Clusters are local and short-lived: it is the same everywhere, as in kind. */
export const BOOTSTRAP_TOKEN = 'abcdef.0123456789abcdef';
