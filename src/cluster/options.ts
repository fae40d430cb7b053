import type { Engine } from '../engine/engine.js';
import type { Progress } from '../progress.js';

/** What every operation on clusters takes. */
export interface ClusterOptions {
  engine: Engine;
  /** Where phases, messages and warnings go. Default: nowhere. */
  progress?: Progress;
  /** Cancels the operation. */
  signal?: AbortSignal;
}

export interface NamedClusterOptions extends ClusterOptions {
  /** Cluster name. Default: `kind`. */
  name?: string;
}

export interface KubeconfigOptions {
  /** Path of the kubeconfig file. Default: chosen like kubectl does, by KUBECONFIG and HOME. */
  kubeconfig?: string;
  /** Environment. Default: the process' own. */
  env?: Readonly<Record<string, string | undefined>>;
}

export { DEFAULT_CLUSTER_NAME } from '../config/defaults.js';

/** `signal` as an options object, absent when undefined. */
export function cancelOptions({ signal }: { signal?: AbortSignal }): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}
