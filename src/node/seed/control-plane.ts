import { writeEtcdData } from '../../etcd/data-directory.js';
import type { Member } from '../../etcd/member.js';
import { etcdMembers } from '../../seed/etcd-members.js';
import { fillSeed, type Moment } from '../../seed/fill.js';
import type { SeedInput } from '../../seed/input.js';
import { fillNodeFiles } from '../../seed/node-files.js';
import type { SeedFile, SeedNodeFile } from '../../seed/seed.js';
import { rotateClientCertificate } from './rotation.js';
import { writeServingCertificate } from './serving-certificate.js';
import { itself, type Locate, type PlacedFile, writeFiles } from './write-files.js';

const ETCD_DATA = '/var/lib/etcd';

/** Static pods: the kubelet starts them when their files appear. */
const manifests = (...names: string[]): ReadonlySet<string> =>
  new Set(names.map((name) => `/etc/kubernetes/manifests/${name}.yaml`));

/** What makes the API server answer. */
const SERVERS = manifests('etcd', 'kube-apiserver');

/** What can do nothing before the API server answers: until then they would only take processor time from it. */
const CONTROLLERS = manifests('kube-controller-manager', 'kube-scheduler');

/** What a control plane starts from. */
export interface ControlPlane {
  /** The node's name. */
  node: string;
  /** By absolute path; a directory comes before what is in it. */
  files: ReadonlyMap<string, SeedNodeFile>;
  /** Of etcd, in the order in which they begin; this node's among them. */
  members: readonly Member[];
  /** What etcd begins with, by key. */
  values: ReadonlyMap<string, string>;
}

/**
 * What a cluster's first control plane starts from.
 *
 * @throws {KindlingError} INTERNAL when the seed has nothing for such a cluster
 */
export function firstControlPlane(seed: SeedFile, input: SeedInput, moment: Moment): ControlPlane {
  return {
    node: input.first,
    files: fillNodeFiles(seed, input, moment.identities),
    members: etcdMembers(input),
    values: fillSeed(seed, input, moment),
  };
}

/**
 * Writes what a control plane starts from, but for its static pods.
 *
 * @param at where paths of the node are. Default: there
 * @throws when a file is there already: somebody wants another cluster than the seed's
 */
export function writeControlPlane({ node, files, members, values }: ControlPlane, at: Locate = itself): void {
  writeFiles(
    [...files].filter(([path]) => !SERVERS.has(path) && !CONTROLLERS.has(path)),
    at,
  );
  rotateClientCertificate(at);
  writeServingCertificate(node, at);
  writeEtcdData(at(ETCD_DATA), members, node, values);
}

/** The static pods that make the API server answer. */
export function serversOf({ files }: ControlPlane): PlacedFile[] {
  return [...files].filter(([path]) => SERVERS.has(path));
}

/** The static pods that follow when the API server answers. */
export function controllersOf({ files }: ControlPlane): PlacedFile[] {
  return [...files].filter(([path]) => CONTROLLERS.has(path));
}
