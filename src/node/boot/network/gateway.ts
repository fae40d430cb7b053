/** Flags of a route in /proc/net/route: up, through a gateway. */
const UP_GATEWAY = 0x3;

/**
 * The IPv4 default gateway, or undefined.
 *
 * @param routes text of /proc/net/route: addresses are hexadecimal, in host byte order (little-endian on the
 *   machines that nodes run on)
 */
export function defaultGateway(routes: string): string | undefined {
  for (const line of routes.split('\n').slice(1)) {
    const [, destination, gateway, flags, , , , mask] = line.trim().split(/\s+/);
    if (destination !== '00000000' || mask !== '00000000' || gateway === undefined) continue;
    if ((Number.parseInt(flags ?? '0', 16) & UP_GATEWAY) !== UP_GATEWAY) continue;
    return Buffer.from(gateway, 'hex').reverse().join('.');
  }
  return undefined;
}
