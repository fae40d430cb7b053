export { type AdminConfOptions, kubeconfigFromAdminConf } from './document/admin-conf.js';
export { type Kubeconfig, kubeconfigKey } from './document/document.js';
export { decodeKubeconfig, encodeKubeconfig } from './document/yaml.js';
export { exportWithRetry } from './export-with-retry.js';
export { pathForMerge } from './file/path-for-merge.js';
export { kubeconfigPaths } from './file/paths.js';
export { readKubeconfig, writeKubeconfig } from './file/read-write.js';
export { mergeKubeconfig } from './merge-kubeconfig.js';
export { removeKubeconfig } from './remove-kubeconfig.js';
