import type { ClusterNode } from '../nodes.js';
import { type Family, familyOf } from '../settings.js';
import type { Route } from './route.js';

/**
 * Marks the routes that kindnetd made, so that those of removed nodes can be told from others (rtnetlink(7), a
 * number that no routing daemon uses).
 */
export const ROUTE_PROTOCOL = '107';

export interface RoutePlanInput {
  nodes: readonly ClusterNode[];
  /** Address of this node. */
  hostIp: string;
  family: Family;
  /** Routes of this family that the kernel has now. */
  current: readonly Route[];
}

/**
 * Plans the routes to the pods of all other nodes: each of their pod CIDRs through their InternalIP of the same
 * family. Routes for such a CIDR that go elsewhere are removed, and routes that kindnetd made for nodes that are
 * gone.
 *
 * @returns lines for `ip -batch`; none when all is as it should be
 */
export function planRoutes({ nodes, hostIp, family, current }: RoutePlanInput): string[] {
  const wanted = new Map<string, string>();
  for (const { internalIps, podCidrs } of nodes) {
    const gateway = internalIps.find((address) => familyOf(address) === family);
    if (gateway === undefined || internalIps.includes(hostIp)) continue;
    for (const cidr of podCidrs) if (familyOf(cidr) === family) wanted.set(cidr, gateway);
  }
  // A list without this node itself isn't the whole truth: nothing is taken away by it.
  const complete = nodes.some(({ internalIps }) => internalIps.includes(hostIp));
  const isWrong = ({ destination, gateway, protocol }: Route) => {
    const right = wanted.get(destination);
    return right === undefined ? complete && protocol === ROUTE_PROTOCOL : gateway !== right;
  };
  const wrong = current.filter(isWrong);
  const missing = [...wanted].filter(
    ([cidr, gateway]) => !current.some((route) => route.destination === cidr && route.gateway === gateway),
  );
  return [
    ...wrong.map(({ destination, gateway, device }) => {
      return `route del ${destination}${gateway ? ` via ${gateway}` : ''}${device ? ` dev ${device}` : ''}`;
    }),
    ...missing.map(([cidr, gateway]) => `route replace ${cidr} via ${gateway} proto ${ROUTE_PROTOCOL}`),
  ];
}
