/** What the package `kindling` exports. docs/library.md tells how to use it; nothing else is public. */

export { buildBaseImage } from './build/base-image.js';
export type { BuildOptions, BuiltImage } from './build/build-options.js';
export { type BuildCiImageOptions, buildCiImage } from './build/ci-image.js';
export type { ComponentSpace, FileSpace, ImageSpace } from './build/explain/image-space.js';
export { buildHaproxyImage } from './build/haproxy-image.js';
export { buildKindnetdImage } from './build/kindnetd-image.js';
export type { KubernetesSource } from './build/node/kubernetes-source.js';
export { type BuildNodeImageOptions, buildNodeImage } from './build/node-image.js';
export type { ImageOutput, OutputFormat } from './build/output/image-output.js';
export type { Arch } from './build/part.js';
export type { PreloadSources } from './build/preload/preload.js';
export { type BuildReleaseOptions, buildRelease, type ReleasedFile } from './build/release/release.js';
export { type BuildStorageImagesOptions, buildStorageImages } from './build/storage-images.js';
export { type ConfigFile, type ConfigText, parseConfig, validateConfig } from './cluster/config.js';
export { type CreatedCluster, type CreateOptions, createCluster } from './cluster/create-cluster.js';
export {
  type DeleteClustersOptions,
  type DeletedCluster,
  deleteCluster,
  deleteClusters,
} from './cluster/delete-cluster.js';
export { type DeleteImagesOptions, deleteImages } from './cluster/delete-images.js';
export { controlPlaneNodes, endpointNode } from './cluster/endpoint.js';
export {
  type ExportedKubeconfig,
  exportKubeconfig,
  type GetKubeconfigOptions,
  getKubeconfig,
} from './cluster/kubeconfig.js';
export { type ClusterNode, listAllNodes, listClusters, listInternalNodes, listNodes } from './cluster/list.js';
export { type ClusterImage, listImages } from './cluster/list-images.js';
export { type LoadArchivesOptions, loadArchives } from './cluster/load-archives.js';
export { type LoadImagesOptions, loadImages } from './cluster/load-images.js';
export type { LoadOptions } from './cluster/load-nodes.js';
export { type CollectLogsOptions, collectLogs } from './cluster/logs.js';
export { type ExecInNodeOptions, execInNode } from './cluster/nodes/exec.js';
export { copyBetweenNodes, readNodeFile, writeNodeFile } from './cluster/nodes/files.js';
export { inspectNodeImage, type NodeImage, tagNodeImage } from './cluster/nodes/images.js';
export { inspectNode, type NodeDetails } from './cluster/nodes/inspect.js';
export type { NodeOptions } from './cluster/nodes/options.js';
export {
  bootstrapControlPlaneNode,
  internalNodes,
  loadBalancerNode,
  secondaryControlPlaneNodes,
  selectNodesByRole,
} from './cluster/nodes/select.js';
export { nodeSerialLogs } from './cluster/nodes/serial-logs.js';
export { nodeKubernetesVersion } from './cluster/nodes/version.js';
export type { ClusterOptions, KubeconfigOptions, NamedClusterOptions } from './cluster/options.js';
export { semanticVersion } from './cluster/version.js';
export {
  applyDefaults,
  applyNodeDefaults,
  DEFAULT_CLUSTER_NAME,
  DEFAULT_NODE_IMAGE,
  type DefaultedCluster,
  type DefaultedNetworking,
  type DefaultedNode,
} from './config/defaults.js';
export { configSchema, type JsonSchema } from './config/json-schema.js';
export { type MigratedConfig, migrateConfig } from './config/migrate.js';
export type {
  Cluster,
  IpFamily,
  KubeProxyMode,
  Mount,
  MountPropagation,
  Networking,
  Node,
  NodeRole,
  PatchJson6902,
  PortMapping,
  Protocol,
} from './config/v1alpha4.js';
export { API_SERVER_PORT, CLUSTER_LABEL, type ContainerRole, ROLE_LABEL } from './create/labels.js';
export type { StepTiming } from './create/plan.js';
export { PortTakenError } from './engine/cli/failure.js';
export { type CreateEngineOptions, createEngine, type Provider } from './engine/create-engine.js';
export { type DetectOptions, detectEngine } from './engine/detect.js';
export type * from './engine/engine.js';
export { type ErrorCode, KindlingError, type KindlingErrorOptions } from './errors.js';
export { CommandError, type RunResult } from './exec/run.js';
export type { Progress } from './progress.js';
export { type ProgressEvent, progressEvents } from './progress-events.js';
export type { Environment } from './state-dir.js';
