import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { messageOf } from '../../errors.js';
import { writeEtcdData } from '../../etcd/data-directory.js';
import { CommandError, run } from '../../exec/run.js';
import { issueIdentities } from '../../pki/identity.js';
import { fillSeed } from '../../seed/fill.js';
import type { SeedInput } from '../../seed/input.js';
import { replaceMarkers } from '../../seed/markers.js';
import { fillNodeFiles } from '../../seed/node-files.js';
import { CLUSTER_AUTHORITY } from '../../seed/placeholders.js';
import { SEED_PATH, type SeedFile, type SeedNodeFile } from '../../seed/seed.js';
import { thisMachine } from './machine.js';
import { rotateClientCertificate } from './rotation.js';
import { waitForApi } from './wait-for-api.js';

const ETCD_DATA = '/var/lib/etcd';

/**
 * Static pods that can do nothing before the API server answers: until then they would only take processor time from it.
 * The kubelet starts them when their files appear.
 */
const FOLLOWERS: ReadonlySet<string> = new Set(
  ['kube-controller-manager', 'kube-scheduler'].map((name) => `/etc/kubernetes/manifests/${name}.yaml`),
);

/** Milliseconds that the API server may take to start. */
const DEADLINE = 4 * 60_000;

/**
 * Initialises a control plane from the image's seed, without kubeadm: the files that it would write are written, with
 * new keys and certificates; etcd gets a database that holds what a new cluster's API server and kubeadm would have put
 * there; and the kubelet is started. Tells how far it has come, line by line.
 */
async function main(): Promise<void> {
  const input = JSON.parse(await text(process.stdin)) as SeedInput;
  const began = performance.now();
  const tell = (what: string) => process.stdout.write(`[seed] ${what} (${Math.round(performance.now() - began)} ms)\n`);
  const seed = JSON.parse(readFileSync(SEED_PATH, 'utf8')) as SeedFile;
  const now = new Date();
  const identities = issueIdentities(seed.identities, { now, rename: (name) => replaceMarkers(name, input) });
  const files = [...fillNodeFiles(seed, input, identities)];
  writeFiles(files.filter(([path]) => !FOLLOWERS.has(path)));
  rotateClientCertificate();
  const member = { name: input.first, peerUrl: `https://${input.address}:2380` };
  writeEtcdData(ETCD_DATA, member, fillSeed(seed, input, { identities, now, machine: thisMachine() }));
  tell('files written');
  // `kubeadm init` stops it before: until now it could not run, for want of its configuration.
  await run(['systemctl', 'start', 'kubelet']);
  tell('kubelet started');
  await waitForApi(identities.get(CLUSTER_AUTHORITY)?.certificate ?? '', DEADLINE);
  writeFiles(files.filter(([path]) => FOLLOWERS.has(path)));
  tell('API server up');
}

/** @throws when one is there already: somebody wants another cluster than the seed's */
function writeFiles(files: readonly [path: string, file: SeedNodeFile][]): void {
  for (const [path, { mode, text }] of files) {
    if (text === undefined) mkdirSync(path, { recursive: true, mode });
    else writeWhole(path, text, mode);
  }
}

/** Writes a file that is not there before it is complete: the kubelet watches the directory. */
function writeWhole(path: string, text: string, mode: number): void {
  const hidden = join(dirname(path), `.${basename(path)}`);
  writeFileSync(hidden, text, { mode, flag: 'wx' });
  linkSync(hidden, path);
  rmSync(hidden);
}

main().catch((error: unknown) => {
  const output = error instanceof CommandError ? `\n${error.output.trimEnd()}` : '';
  process.stderr.write(`${messageOf(error)}${output}\n`);
  process.exit(1);
});
