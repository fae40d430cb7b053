import type { TuningFacts } from '../kubeadm/tuning.js';

/** A node, as its Node object and its kubelet have to know it. */
export interface SeedNode {
  readonly name: string;
  /** In the cluster network. */
  readonly address: string;
  readonly controlPlane: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly providerID: string;
  /** In the families' order. */
  readonly podCIDRs: readonly string[];
}

/** What makes a seed one cluster's own. */
export interface SeedInput {
  readonly clusterName: string;
  /** `host:port` of the API server inside the cluster network. */
  readonly endpoint: string;
  /** What the API server's published port is bound to. */
  readonly apiServerAddress: string;
  readonly podSubnet: string;
  readonly tuning: TuningFacts;
  /** Every node; a cluster's only one is open to workloads. */
  readonly nodes: readonly SeedNode[];
  /** Name of the node that the cluster is initialised on, which this runs in. */
  readonly first: string;
  /** Names of the other nodes that files are made for, with which they are members of the cluster. */
  readonly others: readonly string[];
}
