import { PORTS } from '../enums.js';
import { formatIp, type Ip, isUnspecified, parseIp } from '../ip.js';
import type { PortMapping } from '../v1alpha4.js';

/**
 * Why a number is not a port; undefined if it is one. -1 is allowed: the engine picks the port.
 */
export function portProblem(port: number): string | undefined {
  return port >= PORTS.minimum && port <= PORTS.maximum ? undefined : `invalid port number: ${port}`;
}

/**
 * The first clash between a node's port mappings: same host port and protocol, and the same listen address or one
 * of them a wildcard. Mappings whose host port is picked later (0, -1) never clash. The protocol is compared as
 * written, so an absent one and `TCP` do not clash here (kind compatibility: port mappings).
 */
export function portMappingProblem(mappings: readonly PortMapping[]): string | undefined {
  const taken = new Map<string, Ip[]>();
  for (const { hostPort = 0, listenAddress = '', protocol = '' } of mappings) {
    if (hostPort === 0 || hostPort === -1) continue;
    const address = parseIp(listenAddress || '0.0.0.0');
    if (address === undefined) return `invalid listen address: ${listenAddress}`;
    const key = `${hostPort}/${protocol}`;
    const others = taken.get(key) ?? [];
    if (others.some((other) => overlaps(address, other))) {
      const where = `${formatIp(address)}:${key}`;
      return `port mapping with same listen address, port and protocol already configured: ${where}`;
    }
    taken.set(key, [...others, address]);
  }
  return undefined;
}

function overlaps(a: Ip, b: Ip): boolean {
  return isUnspecified(a) || isUnspecified(b) || (a.family === b.family && a.value === b.value);
}
