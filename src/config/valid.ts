import type { Cidr } from './cidr.js';
import type {
  IpFamily,
  KubeProxyMode,
  Mount,
  MountPropagation,
  NodeRole,
  PatchJson6902,
  Protocol,
} from './v1alpha4.js';

declare const validated: unique symbol;

/** A configuration with every default applied and every check passed. Only `validate()` makes one. */
export interface ValidCluster {
  readonly [validated]: true;
  readonly name: string;
  readonly nodes: readonly ValidNode[];
  readonly networking: ValidNetworking;
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly runtimeConfig: Readonly<Record<string, string>>;
  readonly kubeadmConfigPatches: readonly string[];
  readonly kubeadmConfigPatchesJSON6902: readonly PatchJson6902[];
  readonly containerdConfigPatches: readonly string[];
  readonly containerdConfigPatchesJSON6902: readonly string[];
}

export interface ValidNode {
  /** Container, host and Kubernetes node name: `<cluster>-control-plane`, `<cluster>-worker2`, … */
  readonly name: string;
  readonly role: NodeRole;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `hostPath` as the user wrote it, perhaps relative to the working directory. */
  readonly extraMounts: readonly (Required<Pick<Mount, 'hostPath' | 'containerPath'>> & {
    readonly readOnly: boolean;
    readonly selinuxRelabel: boolean;
    readonly propagation: MountPropagation;
  })[];
  readonly extraPortMappings: readonly ValidPortMapping[];
  readonly kubeadmConfigPatches: readonly string[];
  readonly kubeadmConfigPatchesJSON6902: readonly PatchJson6902[];
}

export interface ValidPortMapping {
  readonly containerPort: number;
  readonly hostPort: number;
  readonly listenAddress: string;
  readonly protocol: Protocol;
}

export interface ValidNetworking {
  readonly ipFamily: IpFamily;
  readonly apiServerPort: number;
  readonly apiServerAddress: string;
  /** In the user's order; the first one's family comes first everywhere. */
  readonly podSubnets: readonly Cidr[];
  readonly serviceSubnets: readonly Cidr[];
  readonly disableDefaultCNI: boolean;
  readonly kubeProxyMode: KubeProxyMode;
  readonly dnsSearch: readonly string[] | undefined;
}
