import { readFileSync } from 'node:fs';

/** Whether this host's kernel has IPv6, and lets its interfaces have addresses. */
export function hostHasIpv6(): boolean {
  try {
    return readFileSync('/proc/sys/net/ipv6/conf/all/disable_ipv6', 'utf8').trim() === '0';
  } catch {
    return false;
  }
}
