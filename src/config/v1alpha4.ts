/**
 * The cluster configuration, `apiVersion: kind.x-k8s.io/v1alpha4`, as users write it. Field names, defaults and
 * meaning are kind's. A value of these types is decoded but neither defaulted nor validated.
 */
export interface Cluster {
  kind?: 'Cluster';
  apiVersion?: 'kind.x-k8s.io/v1alpha4';
  name?: string;
  nodes?: Node[];
  networking?: Networking;
  featureGates?: Record<string, boolean>;
  runtimeConfig?: Record<string, string>;
  /** YAML documents, merged into the generated kubeadm documents of the same kind. */
  kubeadmConfigPatches?: string[];
  kubeadmConfigPatchesJSON6902?: PatchJson6902[];
  /** TOML documents, merged into each node's containerd configuration. */
  containerdConfigPatches?: string[];
  /** RFC 6902 patches as JSON text, applied after the TOML patches. */
  containerdConfigPatchesJSON6902?: string[];
}

export type NodeRole = 'control-plane' | 'worker';

export interface Node {
  role?: NodeRole;
  image?: string;
  labels?: Record<string, string>;
  extraMounts?: Mount[];
  extraPortMappings?: PortMapping[];
  kubeadmConfigPatches?: string[];
  kubeadmConfigPatchesJSON6902?: PatchJson6902[];
}

export type MountPropagation = 'None' | 'HostToContainer' | 'Bidirectional';

export interface Mount {
  containerPath?: string;
  hostPath?: string;
  readOnly?: boolean;
  selinuxRelabel?: boolean;
  propagation?: MountPropagation;
}

export type Protocol = 'TCP' | 'UDP' | 'SCTP';

export interface PortMapping {
  containerPort?: number;
  /** 0 or absent: kindling picks a free port; -1: the engine picks one. */
  hostPort?: number;
  listenAddress?: string;
  protocol?: Protocol;
}

export type IpFamily = 'ipv4' | 'ipv6' | 'dual';
export type KubeProxyMode = 'iptables' | 'ipvs' | 'nftables' | 'none';

export interface Networking {
  ipFamily?: IpFamily;
  apiServerPort?: number;
  apiServerAddress?: string;
  /** One CIDR, or for dual stack `v4,v6`. */
  podSubnet?: string;
  serviceSubnet?: string;
  disableDefaultCNI?: boolean;
  kubeProxyMode?: KubeProxyMode;
  /** Absent: inherited from the host. Empty: no search domains. */
  dnsSearch?: string[];
}

export interface PatchJson6902 {
  group?: string;
  version?: string;
  kind?: string;
  patch?: string;
}
