import { existsSync } from 'node:fs';

/** Whether this host's kernel has IPv6: without it, engines can give containers none. */
export function hostHasIpv6(): boolean {
  return existsSync('/proc/sys/net/ipv6');
}
