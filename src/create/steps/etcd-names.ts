import { KindlingError, wrapError } from '../../errors.js';
import type { CreateContext } from '../context.js';
import { kubectl } from './kubectl.js';

const ETCDCTL = [
  'etcdctl',
  '--cacert=/etc/kubernetes/pki/etcd/ca.crt',
  '--cert=/etc/kubernetes/pki/etcd/server.crt',
  '--key=/etc/kubernetes/pki/etcd/server.key',
];

const PEER_PORT = 2380;

interface Member {
  /** Hexadecimal. */
  id: string;
  /** The node's. */
  name: string;
  /** The peer URLs that kubeadm gave it: the node's address. */
  urls: string;
}

/**
 * Lets the members of etcd find each other by their nodes' names as well. kubeadm knows them by address; with other
 * addresses after a restart of the containers, too few of them would come together to be told the new ones.
 *
 * @param node a control plane
 */
export async function nameEtcdMembers(context: CreateContext, node: string, signal: AbortSignal): Promise<void> {
  const etcdctl = async (...args: string[]) => {
    const exec = ['exec', '--namespace=kube-system', `etcd-${node}`, '--', ...ETCDCTL, ...args];
    return (await kubectl(context, node, exec, signal)).stdout;
  };
  try {
    // One after another: etcd changes its membership in steps.
    for (const { id, name, urls } of parseMembers(await etcdctl('member', 'list'))) {
      await etcdctl('member', 'update', id, `--peer-urls=${urls},https://${name}:${PEER_PORT}`);
    }
  } catch (error) {
    throw wrapError(error, 'failed to name the members of etcd');
  }
}

/** Takes the lines of `etcdctl member list` apart: ID, status, name, peer URLs, client URLs, whether a learner. */
export function parseMembers(text: string): Member[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [id, , name, urls] = line.split(', ');
    if (!id || !name || !urls) throw new KindlingError('NODE_FAILED', `this is no member of etcd: ${line}`);
    return { id, name, urls };
  });
}
