import type { Member } from '../etcd/member.js';
import type { SeedNodeFile } from './seed.js';

/** What a node's program is given to make it a member of the cluster. Holds keys: the kubelet's, a control plane's. */
export interface NodeStart {
  /** Its name. */
  readonly node: string;
  /** `host:port` of the API server inside the cluster network. */
  readonly endpoint: string;
  /** By absolute path; a directory comes before what is in it. */
  readonly files: Readonly<Record<string, SeedNodeFile>>;
  /** A control plane's. */
  readonly etcd?: EtcdStart;
}

/** What a control plane's etcd begins with. */
export interface EtcdStart {
  /** All that begin, in the order in which they do. */
  readonly members: readonly Member[];
  /** By key. */
  readonly values: Readonly<Record<string, string>>;
}
