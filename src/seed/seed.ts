import type { TuningFacts } from '../kubeadm/tuning.js';

/** Where node images keep their seed: the API objects of a cluster that was just initialised (SeedFile, as JSON). */
export const SEED_PATH = '/kind/seed/objects.json';

/** Where node images say what their seed was made for (SeedLabel, as JSON): the create flow reads this small file. */
export const SEED_LABEL_PATH = '/kind/seed/label.json';

/** Raised whenever programs that read seeds of the old form would go wrong with the new one. */
export const SEED_FORMAT = 1;

/**
 * Names and addresses in a seed that stand for the cluster's own. None of them occurs in anything else that a seed
 * holds.
 */
export const MARKERS = {
  clusterName: 'seed-cluster-name',
  /** `host:port` of the API server inside the cluster network. */
  endpoint: 'seed-endpoint.invalid:6443',
  /** What the API server's published port is bound to. */
  apiServerAddress: '192.0.2.10',
  /** Of the node that the cluster is initialised on. */
  nodeAddress: '192.0.2.20',
  podSubnet: '10.254.0.0/16',
} as const;

/** Every time in a seed. */
export const SEED_TIME = '1970-01-01T00:00:00Z';

/** Services have kind's default subnet: their addresses are all over the objects. */
export const SEED_SERVICE_SUBNET = '10.96.0.0/16';

/** An API object, as the API server stores it. */
export interface SeedObject {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid?: string };
  readonly [field: string]: unknown;
}

/** The configuration texts that kubeadm leaves in a cluster, which depend on what the cluster is tuned for. */
export interface SeedConfigurations {
  /** ClusterConfiguration: ConfigMap `kube-system/kubeadm-config`. */
  readonly cluster: string;
  /** KubeletConfiguration: ConfigMap `kube-system/kubelet-config`. */
  readonly kubelet: string;
}

export interface SeedFile {
  readonly format: number;
  /** By etcd key: `/registry/namespaces/default`. */
  readonly objects: Readonly<Record<string, SeedObject>>;
  /** By `variantKey`. */
  readonly configurations: Readonly<Record<string, SeedConfigurations>>;
}

export interface SeedLabel {
  readonly format: number;
  /** With its `v`; the seed is of no use to another version's programs. */
  readonly kubernetesVersion: string;
  /** SHA-256, hexadecimal, of the manifests whose objects are in the seed. */
  readonly manifests: { readonly cni: string; readonly storage: string };
}

/** Which of a seed's configurations a cluster needs. */
export function variantKey({ controlPlanes, cgroupVersion }: TuningFacts): string {
  return `${controlPlanes === 1 ? 'one control plane' : 'several control planes'}, cgroup v${cgroupVersion}`;
}

/** Every kind of cluster that seeds hold configurations for. */
export const VARIANTS: readonly TuningFacts[] = [1, 2].flatMap((controlPlanes) =>
  ([1, 2] as const).map((cgroupVersion) => ({ controlPlanes, cgroupVersion })),
);
