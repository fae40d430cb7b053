import { readFileSync } from 'node:fs';
import { issueIdentities } from '../../pki/identity.js';
import type { SeedInput } from '../../seed/input.js';
import { fillJoinedFiles } from '../../seed/joined-files.js';
import { replaceMarkers } from '../../seed/markers.js';
import type { NodeStart } from '../../seed/node-start.js';
import { SEED_PATH, type SeedFile } from '../../seed/seed.js';
import { firstControlPlane } from './control-plane.js';
import { forget, layReady } from './hand-over.js';
import { thisMachine } from './machine.js';
import { startControllers, startControlPlane } from './start-control-plane.js';

/** Milliseconds that the API server may take to start. */
const DEADLINE = 4 * 60_000;

/**
 * Initialises a control plane from the image's seed, without kubeadm: the files that it would write are written, with
 * new keys and certificates; etcd gets a database that holds what a new cluster's API server and kubeadm would have put
 * there; and the kubelet is started. What other nodes start from is laid ready meanwhile.
 *
 * @param stdin SeedInput as JSON
 * @param tell is told how far it has come
 */
export async function init(stdin: string, tell: (what: string) => void): Promise<void> {
  const input = JSON.parse(stdin) as SeedInput;
  const seed = JSON.parse(readFileSync(SEED_PATH, 'utf8')) as SeedFile;
  const now = new Date();
  const identities = issueIdentities(seed.identities, { now, rename: (name) => replaceMarkers(name, input) });
  const controlPlane = firstControlPlane(seed, input, { identities, now, machine: thisMachine() });
  const { members, values } = controlPlane;
  const isMember = (node: string) => members.some(({ name }) => name === node);
  const starts = input.others.map(
    (node): NodeStart => ({
      node,
      endpoint: input.endpoint,
      files: Object.fromEntries(fillJoinedFiles(seed, input, node, { identities, now })),
      ...(isMember(node) && { etcd: { members, values: Object.fromEntries(values) } }),
    }),
  );
  layReady(starts);
  try {
    await startControlPlane(controlPlane, DEADLINE, tell);
    startControllers(controlPlane);
  } finally {
    forget();
  }
}
