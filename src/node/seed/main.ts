import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { messageOf } from '../../errors.js';
import { CommandError, run } from '../../exec/run.js';
import { etcdDatabase } from '../../seed/etcd-database.js';
import { fillSeed } from '../../seed/fill.js';
import type { SeedInput } from '../../seed/input.js';
import { SEED_PATH, type SeedFile } from '../../seed/seed.js';
import { thisMachine } from './machine.js';
import { rotateClientCertificate } from './rotation.js';
import { waitForApi } from './wait-for-api.js';

const KUBEADM_CONFIG = '/kind/kubeadm.conf';
const CERTIFICATE_AUTHORITY = '/etc/kubernetes/pki/ca.crt';
const ETCD_DATA = '/var/lib/etcd';
const SNAPSHOT = '/run/kindling-seed.db';

/** Phases of `kubeadm init` that need the API server, or are done here. */
const SKIPPED = [
  'preflight',
  'kubelet-start',
  'wait-control-plane',
  'upload-config',
  'upload-certs',
  'mark-control-plane',
  'bootstrap-token',
  'kubelet-finalize',
  'addon',
  'show-join-command',
];

/** Milliseconds that the API server may take to start. */
const DEADLINE = 4 * 60_000;

/**
 * Initialises a control plane from the image's seed: kubeadm writes its files, etcd gets a database that holds what a
 * new cluster's API server and kubeadm would have put there, and the kubelet is started. Tells how far
 * it has come, line by line.
 */
async function main(): Promise<void> {
  const input = JSON.parse(await text(process.stdin)) as SeedInput;
  const began = performance.now();
  const tell = (what: string) => process.stdout.write(`[seed] ${what} (${Math.round(performance.now() - began)} ms)\n`);
  await kubeadm(['init', 'phase', 'certs', 'ca']);
  tell('certificate authority made');
  await Promise.all([kubeadm(['init', `--skip-phases=${SKIPPED}`]), restoreEtcd(input)]);
  rotateClientCertificate();
  tell('files written');
  await kubeadm(['init', 'phase', 'kubelet-start']);
  tell('kubelet started');
  await waitForApi(CERTIFICATE_AUTHORITY, DEADLINE);
  tell('API server up');
}

async function kubeadm(args: readonly string[]): Promise<void> {
  await run(['kubeadm', ...args, `--config=${KUBEADM_CONFIG}`]);
}

/** Gives etcd its data directory, with this node as the only member. */
async function restoreEtcd(input: SeedInput): Promise<void> {
  const seed = JSON.parse(readFileSync(SEED_PATH, 'utf8')) as SeedFile;
  const certificateAuthority = readFileSync(CERTIFICATE_AUTHORITY, 'utf8');
  writeFileSync(
    SNAPSHOT,
    etcdDatabase(fillSeed(seed, input, { certificateAuthority, now: new Date(), machine: thisMachine() })),
  );
  const peer = `https://${input.address}:2380`;
  await run([
    'etcdutl',
    ...['snapshot', 'restore', SNAPSHOT, '--skip-hash-check', `--data-dir=${ETCD_DATA}`],
    ...[`--name=${input.first}`, `--initial-cluster=${input.first}=${peer}`, `--initial-advertise-peer-urls=${peer}`],
  ]);
  rmSync(SNAPSHOT);
}

main().catch((error: unknown) => {
  const output = error instanceof CommandError ? `\n${error.output.trimEnd()}` : '';
  process.stderr.write(`${messageOf(error)}${output}\n`);
  process.exit(1);
});
