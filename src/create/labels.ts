/** Container labels that make up a cluster; kind's own, so that each tool sees the other's clusters. */
export const CLUSTER_LABEL = 'io.x-k8s.kind.cluster';
export const ROLE_LABEL = 'io.x-k8s.kind.role';

export type ContainerRole = 'control-plane' | 'worker' | 'external-load-balancer';

/** The port that API servers and the load balancer listen on inside the cluster network. */
export const API_SERVER_PORT = 6443;
