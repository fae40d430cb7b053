/** What the readiness of a cluster is read from: the parts of API objects that matter to it. */

export interface Metadata {
  name: string;
  namespace?: string;
  generation?: number;
}

interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastHeartbeatTime?: string;
}

export interface NodeObject {
  metadata: Metadata;
  status?: { conditions?: Condition[] };
}

export interface ContainerStatus {
  name: string;
  state?: { running?: { startedAt?: string }; waiting?: { reason?: string }; terminated?: { reason?: string } };
}

export interface PodObject {
  metadata: Metadata;
  status?: { phase?: string; conditions?: Condition[]; containerStatuses?: ContainerStatus[] };
}

/** Of Deployments and StatefulSets. */
export interface ReplicatedObject {
  metadata: Metadata;
  spec?: { replicas?: number };
  status?: { observedGeneration?: number; updatedReplicas?: number; readyReplicas?: number };
}

export interface DaemonSetObject {
  metadata: Metadata;
  status?: {
    observedGeneration?: number;
    desiredNumberScheduled?: number;
    updatedNumberScheduled?: number;
    numberReady?: number;
  };
}

export interface ClusterObjects {
  nodes: NodeObject[];
  pods: PodObject[];
  deployments: ReplicatedObject[];
  statefulSets: ReplicatedObject[];
  daemonSets: DaemonSetObject[];
}
