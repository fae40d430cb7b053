import type { InterfaceAddress } from '../world.js';

export interface NodeAddresses {
  ipv4: string | undefined;
  ipv6: string | undefined;
}

/**
 * The node's own addresses: what /etc/hosts says for its host name (engines keep it current, and it decides which
 * network counts when there are several), else the first global address of an interface. DNS is not asked: a dead
 * upstream resolver would hold the node up.
 *
 * @param hosts text of /etc/hosts
 */
export function nodeAddresses(
  hostname: string,
  hosts: string,
  interfaces: Record<string, InterfaceAddress[] | undefined>,
): NodeAddresses {
  const named = hostsEntries(hosts, hostname);
  const own = Object.keys(interfaces)
    .sort()
    .flatMap((name) => interfaces[name] ?? [])
    .filter(({ internal, scopeid }) => !internal && !scopeid)
    .map(({ address }) => address);
  const all = [...named, ...own];
  return {
    ipv4: all.find((address) => !address.includes(':')),
    ipv6: all.find((address) => address.includes(':') && !address.toLowerCase().startsWith('fe80:')),
  };
}

function hostsEntries(hosts: string, hostname: string): string[] {
  return hosts.split('\n').flatMap((line) => {
    const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (!address || !names.includes(hostname)) return [];
    return address.startsWith('127.') || address === '::1' ? [] : [address];
  });
}
