import { API_SERVER_PORT } from '../../config/names.js';
import { writeEtcdData } from '../../etcd/data-directory.js';
import type { Member } from '../../etcd/member.js';
import { run } from '../../exec/run.js';
import { AUTHORITY_PATH } from '../../seed/joined-files.js';
import type { SeedNodeFile } from '../../seed/seed.js';
import type { ApiServer } from './ask-api.js';
import { holdKubelet } from './hold-kubelet.js';
import { rotateClientCertificate } from './rotation.js';
import { writeServingCertificate } from './serving-certificate.js';
import { waitForApi } from './wait-for-api.js';
import { waitForEtcd } from './wait-for-etcd.js';
import { writeFiles } from './write-files.js';

const ETCD_DATA = '/var/lib/etcd';

/** Static pods: the kubelet starts them when their files appear. */
const manifests = (...names: string[]): ReadonlySet<string> =>
  new Set(names.map((name) => `/etc/kubernetes/manifests/${name}.yaml`));

/** What makes the API server answer. */
const SERVERS = manifests('etcd', 'kube-apiserver');

/** What can do nothing before the API server answers: until then they would only take processor time from it. */
const CONTROLLERS = manifests('kube-controller-manager', 'kube-scheduler');

/** Milliseconds between two questions to a server. */
const PAUSE = 50;

export interface ControlPlaneStart {
  /** The node's name. */
  node: string;
  /** By absolute path; a directory comes before what is in it. */
  files: ReadonlyMap<string, SeedNodeFile>;
  /** Of etcd, in the order in which they begin; this node's among them. */
  members: readonly Member[];
  /** What etcd begins with, by key. */
  values: ReadonlyMap<string, string>;
  /** Milliseconds that etcd and the API server may take to start. */
  deadline: number;
}

/**
 * Writes the files that a control plane starts from, but for those of its controllers, and starts its kubelet.
 *
 * @param tell is told how far it has come
 * @returns the node's API server, which answers
 */
export async function startControlPlane(
  { node, files, members, values, deadline }: ControlPlaneStart,
  tell: (what: string) => void,
): Promise<ApiServer> {
  writeFiles([...files].filter(([path]) => !SERVERS.has(path) && !CONTROLLERS.has(path)));
  rotateClientCertificate();
  writeServingCertificate(node);
  writeEtcdData(ETCD_DATA, members, node, values);
  const before = members[members.findIndex(({ name }) => name === node) - 1];
  if (before === undefined) writeFiles(among(files, SERVERS));
  tell('files written');
  // `kubeadm init` stops it before: until now it could not run, for want of its configuration.
  await run(['systemctl', 'start', 'kubelet']);
  tell('kubelet started');
  if (before !== undefined) {
    await waitForEtcd(before, { pause: PAUSE, deadline });
    writeFiles(among(files, SERVERS));
    tell('etcd may start');
  }
  const api = { host: '127.0.0.1', port: API_SERVER_PORT, ca: files.get(AUTHORITY_PATH)?.text ?? '' };
  await holdKubelet(waitForApi(api, PAUSE, deadline));
  tell('API server up');
  return api;
}

/** Lets the kubelet start a control plane's controllers. */
export function startControllers(files: ReadonlyMap<string, SeedNodeFile>): void {
  writeFiles(among(files, CONTROLLERS));
}

function among(files: ReadonlyMap<string, SeedNodeFile>, paths: ReadonlySet<string>): [string, SeedNodeFile][] {
  return [...files].filter(([path]) => paths.has(path));
}
