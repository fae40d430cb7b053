import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { messageOf } from '../../errors.js';
import { CommandError, run } from '../../exec/run.js';
import { issueIdentities } from '../../pki/identity.js';
import type { SeedInput } from '../../seed/input.js';
import { replaceMarkers } from '../../seed/markers.js';
import { CLUSTER_AUTHORITY } from '../../seed/placeholders.js';
import { SEED_PATH, type SeedFile } from '../../seed/seed.js';
import { writeControlPlane, writeFiles } from './control-plane.js';
import { thisMachine } from './machine.js';
import { waitForApi } from './wait-for-api.js';

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
  const followers = writeControlPlane(seed, input, { identities, now, machine: thisMachine() });
  tell('files written');
  // `kubeadm init` stops it before: until now it could not run, for want of its configuration.
  await run(['systemctl', 'start', 'kubelet']);
  tell('kubelet started');
  await waitForApi(identities.get(CLUSTER_AUTHORITY)?.certificate ?? '', DEADLINE);
  writeFiles(followers);
  tell('API server up');
}

main().catch((error: unknown) => {
  const output = error instanceof CommandError ? `\n${error.output.trimEnd()}` : '';
  process.stderr.write(`${messageOf(error)}${output}\n`);
  process.exit(1);
});
