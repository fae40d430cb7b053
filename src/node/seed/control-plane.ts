import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeEtcdData } from '../../etcd/data-directory.js';
import { fillSeed, type Moment } from '../../seed/fill.js';
import type { SeedInput } from '../../seed/input.js';
import { fillNodeFiles } from '../../seed/node-files.js';
import type { SeedFile, SeedNodeFile } from '../../seed/seed.js';
import { rotateClientCertificate } from './rotation.js';

/** Where a node's absolute path is really found: itself, or below a test's directory. */
export type Locate = (path: string) => string;

/** A file of the node, and its absolute path. */
export type PlacedFile = readonly [path: string, file: SeedNodeFile];

const ETCD_DATA = '/var/lib/etcd';

/**
 * Static pods that can do nothing before the API server answers: until then they would only take processor time from it.
 * The kubelet starts them when their files appear.
 */
const FOLLOWERS: ReadonlySet<string> = new Set(
  ['kube-controller-manager', 'kube-scheduler'].map((name) => `/etc/kubernetes/manifests/${name}.yaml`),
);

/**
 * Writes what the first control plane of a cluster starts from: the files that kubeadm would write, and etcd's data.
 *
 * @returns files to be written when the API server answers
 * @throws when a file is there already: somebody wants another cluster than the seed's
 */
export function writeControlPlane(
  seed: SeedFile,
  input: SeedInput,
  moment: Moment,
  at: Locate = (path) => path,
): PlacedFile[] {
  const files = [...fillNodeFiles(seed, input, moment.identities)];
  writeFiles(
    files.filter(([path]) => !FOLLOWERS.has(path)),
    at,
  );
  rotateClientCertificate(at);
  const member = { name: input.first, peerUrl: `https://${input.address}:2380` };
  writeEtcdData(at(ETCD_DATA), member, fillSeed(seed, input, moment));
  return files.filter(([path]) => FOLLOWERS.has(path));
}

/** @throws when one is there already */
export function writeFiles(files: readonly PlacedFile[], at: Locate = (path) => path): void {
  for (const [path, { mode, text }] of files) {
    if (text === undefined) mkdirSync(at(path), { recursive: true, mode });
    else writeWhole(at(path), text, mode);
  }
}

/** Writes a file that is not there before it is complete: the kubelet watches the directory. */
function writeWhole(path: string, text: string, mode: number): void {
  const hidden = join(dirname(path), `.${basename(path)}`);
  writeFileSync(hidden, text, { mode, flag: 'wx' });
  linkSync(hidden, path);
  rmSync(hidden);
}
