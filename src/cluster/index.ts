/** The library: what the CLI and other programs (test frameworks, editors) call. */

export { configSchema, type JsonSchema } from '../config/json-schema.js';
export { type MigratedConfig, migrateConfig } from '../config/migrate.js';
export type { Cluster, Mount, Networking, Node, NodeRole, PatchJson6902, PortMapping } from '../config/v1alpha4.js';
export type { StepTiming } from '../create/plan.js';
export { detectEngine } from '../engine/detect.js';
export type { Engine, EngineInfo, EngineName } from '../engine/engine.js';
export { type ErrorCode, KindlingError } from '../errors.js';
export { CommandError } from '../exec/run.js';
export type { Progress } from '../progress.js';
export { type ConfigText, validateConfig } from './config.js';
export { type CreatedCluster, type CreateOptions, createCluster } from './create-cluster.js';
export { type DeletedCluster, deleteCluster, deleteClusters } from './delete-cluster.js';
export { type DeleteImagesOptions, deleteImages } from './delete-images.js';
export { exportKubeconfig, type GetKubeconfigOptions, getKubeconfig } from './kubeconfig.js';
export { type ClusterNode, listAllNodes, listClusters, listInternalNodes, listNodes } from './list.js';
export { type ClusterImage, listImages } from './list-images.js';
export { loadArchives } from './load-archives.js';
export { loadImages } from './load-images.js';
export type { LoadOptions } from './load-nodes.js';
export { collectLogs } from './logs.js';
export {
  type ClusterOptions,
  DEFAULT_CLUSTER_NAME,
  type KubeconfigOptions,
  type NamedClusterOptions,
} from './options.js';
