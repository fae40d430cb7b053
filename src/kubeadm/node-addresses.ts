import { parseIp } from '../config/ip.js';
import { KindlingError } from '../errors.js';
import type { KubeadmInput } from './input.js';

/**
 * The addresses a node registers with, the advertised one first: of the cluster's IP family, and for dual stack
 * both, in the order of the service subnets.
 *
 * @throws KindlingError ENGINE_FAILED when the engine gave the node no address of the family
 */
export function nodeIps({ cluster, node, nodeAddresses, engine }: KubeadmInput): [string, ...string[]] {
  const { ipFamily, serviceSubnets } = cluster.networking;
  const address = (family: 'ipv4' | 'ipv6'): string => {
    const text = nodeAddresses[family];
    if (text !== undefined && parseIp(text) !== undefined) return text;
    const [name, cause] =
      family === 'ipv6' ? ['IPv6', `; is ${engine} configured to use IPv6 correctly?`] : ['IPv4', ''];
    throw new KindlingError('ENGINE_FAILED', `failed to get ${name} address for node ${node.name}${cause}`);
  };
  if (ipFamily !== 'dual') return [address(ipFamily)];
  const [v4, v6] = [address('ipv4'), address('ipv6')];
  return serviceSubnets[0]?.family === 'ipv6' ? [v6, v4] : [v4, v6];
}
