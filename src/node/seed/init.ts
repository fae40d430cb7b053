import { readFileSync } from 'node:fs';
import { API_SERVER_PORT } from '../../config/names.js';
import { writeEtcdData } from '../../etcd/data-directory.js';
import { run } from '../../exec/run.js';
import { type Identity, issueIdentities } from '../../pki/identity.js';
import { fillSeed } from '../../seed/fill.js';
import type { SeedInput } from '../../seed/input.js';
import { replaceMarkers } from '../../seed/markers.js';
import { fillNodeFiles } from '../../seed/node-files.js';
import { CLUSTER_AUTHORITY } from '../../seed/placeholders.js';
import { SEED_PATH, type SeedFile } from '../../seed/seed.js';
import { fillWorkerFiles } from '../../seed/worker-files.js';
import type { WorkerStart } from '../../seed/worker-start.js';
import { layReady } from './hand-over.js';
import { thisMachine } from './machine.js';
import { rotateClientCertificate } from './rotation.js';
import { waitForApi } from './wait-for-api.js';
import { writeFiles } from './write-files.js';

const ETCD_DATA = '/var/lib/etcd';

/**
 * Static pods that can do nothing before the API server answers: until then they would only take processor time from it.
 * The kubelet starts them when their files appear.
 */
const FOLLOWERS: ReadonlySet<string> = new Set(
  ['kube-controller-manager', 'kube-scheduler'].map((name) => `/etc/kubernetes/manifests/${name}.yaml`),
);

/** Milliseconds between two questions to the API server, and those that it may take to start. */
const PAUSE = 50;
const DEADLINE = 4 * 60_000;

/**
 * Initialises a control plane from the image's seed, without kubeadm: the files that it would write are written, with
 * new keys and certificates; etcd gets a database that holds what a new cluster's API server and kubeadm would have put
 * there; and the kubelet is started. What workers start from is laid ready.
 *
 * @param stdin SeedInput as JSON
 * @param tell is told how far it has come
 */
export async function init(stdin: string, tell: (what: string) => void): Promise<void> {
  const input = JSON.parse(stdin) as SeedInput;
  const seed = JSON.parse(readFileSync(SEED_PATH, 'utf8')) as SeedFile;
  const now = new Date();
  const identities = issueIdentities(seed.identities, { now, rename: (name) => replaceMarkers(name, input) });
  const files = [...fillNodeFiles(seed, input, identities)];
  writeFiles(files.filter(([path]) => !FOLLOWERS.has(path)));
  rotateClientCertificate();
  layReady(workerStarts(seed, input, identities, now));
  const address = input.nodes.find(({ name }) => name === input.first)?.address;
  const member = { name: input.first, peerUrl: `https://${address}:2380` };
  writeEtcdData(ETCD_DATA, member, fillSeed(seed, input, { identities, now, machine: thisMachine() }));
  tell('files written');
  // `kubeadm init` stops it before: until now it could not run, for want of its configuration.
  await run(['systemctl', 'start', 'kubelet']);
  tell('kubelet started');
  const ca = identities.get(CLUSTER_AUTHORITY)?.certificate ?? '';
  await waitForApi({ host: '127.0.0.1', port: API_SERVER_PORT, ca }, PAUSE, DEADLINE);
  writeFiles(files.filter(([path]) => FOLLOWERS.has(path)));
  tell('API server up');
}

function workerStarts(
  seed: SeedFile,
  input: SeedInput,
  identities: ReadonlyMap<string, Identity>,
  now: Date,
): WorkerStart[] {
  return input.workers.map((node) => ({
    node,
    endpoint: input.endpoint,
    files: Object.fromEntries(fillWorkerFiles(seed, input, node, { identities, now })),
  }));
}
