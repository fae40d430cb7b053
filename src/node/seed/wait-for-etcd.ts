import { readFileSync } from 'node:fs';
import type { Member } from '../../etcd/member.js';
import { askUntil } from './ask-api.js';

/** Where nodes have what their etcd speaks to the others with. */
const PKI = '/etc/kubernetes/pki/etcd';

/**
 * Waits until a member of etcd serves the others. A member that starts asks the others for their hashes first, and serves
 * none meanwhile: two that start at once would wait seconds for each other.
 *
 * @param pause milliseconds between two questions
 * @param deadline milliseconds
 * @throws {Error} with its last answer when it doesn't by then
 */
export async function waitForEtcd({ name, peerUrls }: Member, pause: number, deadline: number): Promise<void> {
  const { hostname, port } = new URL(peerUrls[0] ?? '');
  const read = (file: string) => readFileSync(`${PKI}/${file}`, 'utf8');
  const etcd = {
    host: hostname,
    port: Number(port),
    servername: name,
    ca: read('ca.crt'),
    client: read('peer.crt') + read('peer.key'),
  };
  await askUntil(etcd, {
    path: '/version',
    pause,
    deadline,
    problem: ({ status, text }) => (status === 200 ? undefined : `HTTP ${status}: ${text}`),
    failure: `etcd of node "${name}" does not answer`,
  });
}
