import type { ValidCluster } from '../config/valid.js';
import type { Engine, EngineHost, EngineInfo } from '../engine/engine.js';
import type { Progress } from '../progress.js';
import type { Bootstrap } from './seeded.js';

/** What every step of a create works with. */
export interface CreateContext {
  engine: Engine;
  info: EngineInfo;
  /** Where the engine is. */
  host: EngineHost;
  cluster: ValidCluster;
  progress: Progress;
  /** Environment that proxies and network overrides are read from. */
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute path that relative host paths are resolved against. */
  cwd: string;
  /** Name of the engine network that the nodes share. */
  network: string;
  /** Containers that this create made so far: what undoing it removes, and nothing else. */
  created: Set<string>;
  /** How the control plane comes to be. */
  bootstrap: Bootstrap | undefined;
  /** Every node was Ready when it was waited for. */
  ready: boolean;
}
