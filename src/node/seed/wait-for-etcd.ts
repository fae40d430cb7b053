import { readFileSync } from 'node:fs';
import type { Member } from '../../etcd/member.js';
import { askUntil } from './ask-api.js';

/** Where nodes have what their etcd speaks to the others with. */
const PKI = '/etc/kubernetes/pki/etcd';

export interface Patience {
  /** Milliseconds between two questions. */
  pause: number;
  /** Milliseconds. */
  deadline: number;
}

/**
 * Waits until a member of etcd serves the others. A member that starts asks the others for their hashes first, and serves
 * none meanwhile: two that start at once would wait seconds for each other.
 *
 * @throws {Error} with its last answer when it doesn't by the deadline
 */
export async function waitForEtcd({ name, peerUrls }: Member, patience: Patience, pki = PKI): Promise<void> {
  const { hostname, port } = new URL(peerUrls[0] ?? '');
  const read = (file: string) => readFileSync(`${pki}/${file}`, 'utf8');
  const etcd = {
    host: hostname,
    port: Number(port),
    servername: name,
    ca: read('ca.crt'),
    client: read('peer.crt') + read('peer.key'),
  };
  await askUntil(etcd, {
    path: '/version',
    ...patience,
    problem: ({ status, text }) => (status === 200 ? undefined : `HTTP ${status}: ${text}`),
    failure: `etcd of node "${name}" does not answer`,
  });
}
