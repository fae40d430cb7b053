import type { Member } from '../etcd/member.js';
import type { SeedInput } from './input.js';

const PEER_PORT = 2380;

/**
 * The members that a cluster's etcd begins with: on the control planes that start from the seed. Several are known to
 * each other by their nodes' names as well: containers may have other addresses after a restart. While kubeadm joins
 * control planes, members have to be known by their addresses alone; then they are named afterwards.
 *
 * @returns the first control plane's first
 */
export function etcdMembers({ nodes, first, others }: SeedInput): Member[] {
  const controlPlanes = nodes.filter(({ controlPlane }) => controlPlane);
  const own = controlPlanes.filter(({ name }) => name === first || others.includes(name));
  const named = own.length > 1 && own.length === controlPlanes.length;
  return own
    .sort((a, b) => Number(b.name === first) - Number(a.name === first))
    .map(({ name, address }) => {
      const hosts = named ? [address, name] : [address];
      return { name, peerUrls: hosts.map((host) => `https://${host}:${PEER_PORT}`).sort() };
    });
}
