/** What summaries read of Kubernetes' objects. */
export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

interface Metadata {
  name: string;
  namespace?: string;
  uid?: string;
  deletionTimestamp?: string;
}

export interface NodeObject {
  metadata: Metadata;
  status?: { conditions?: Condition[] };
}

export interface Terminated {
  reason?: string;
  exitCode?: number;
  finishedAt?: string;
}

export interface ContainerStatus {
  name: string;
  image?: string;
  ready?: boolean;
  restartCount?: number;
  state?: { waiting?: { reason?: string; message?: string }; running?: object; terminated?: Terminated };
  lastState?: { terminated?: Terminated };
}

export interface PodObject {
  metadata: Metadata;
  spec?: { nodeName?: string };
  status?: {
    phase?: string;
    reason?: string;
    message?: string;
    conditions?: Condition[];
    initContainerStatuses?: ContainerStatus[];
    containerStatuses?: ContainerStatus[];
  };
}

export interface WorkloadObject {
  kind: string;
  metadata: Metadata;
  spec?: { replicas?: number };
  status?: { readyReplicas?: number; desiredNumberScheduled?: number; numberReady?: number };
}

export interface EventObject {
  type?: string;
  reason?: string;
  message?: string;
  count?: number;
  series?: { count?: number };
  involvedObject: { kind?: string; namespace?: string; name?: string };
}

/** What the API server knew when logs were collected. */
export interface ClusterState {
  nodes: NodeObject[];
  pods: PodObject[];
  workloads: WorkloadObject[];
  events: EventObject[];
}

/** `namespace/name`, or the name alone of what has no namespace. */
export function fullName({ namespace, name = '' }: { namespace?: string; name?: string }): string {
  return namespace ? `${namespace}/${name}` : name;
}

export function isTrue(type: string, conditions: readonly Condition[] = []): boolean {
  return conditions.some((condition) => condition.type === type && condition.status === 'True');
}
