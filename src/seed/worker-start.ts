import type { SeedNodeFile } from './seed.js';

/** What a worker's program is given to make it a member of the cluster. Holds the kubelet's key. */
export interface WorkerStart {
  /** Its name. */
  readonly node: string;
  /** `host:port` of the API server inside the cluster network. */
  readonly endpoint: string;
  /** By absolute path; a directory comes before what is in it. */
  readonly files: Readonly<Record<string, SeedNodeFile>>;
}
