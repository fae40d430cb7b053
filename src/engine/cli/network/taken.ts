import { readFileSync } from 'node:fs';

/**
 * Whether an interface of this host already has an address in a subnet: another engine's network, which this one does
 * not know of. Two bridges with one subnet answer each other's packets.
 *
 * @param subnet IPv6 CIDR text of a /64, in full groups before `::`, such as `fc00:f853:ccd:e793::/64`
 * @param table the kernel's list of IPv6 addresses, one a line, each starting with 32 hexadecimal digits
 */
export function isTaken(subnet: string, table: string = kernelTable()): boolean {
  const groups = subnet.split('::')[0]?.split(':') ?? [];
  const prefix = groups.map((group) => group.padStart(4, '0')).join('');
  return table.split('\n').some((line) => line.startsWith(prefix));
}

/** Also lists interfaces without a carrier, which `os.networkInterfaces()` leaves out. Empty where there is none. */
function kernelTable(): string {
  try {
    return readFileSync('/proc/net/if_inet6', 'utf8');
  } catch {
    return '';
  }
}
