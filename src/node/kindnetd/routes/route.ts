/** A route of the kernel's main table. */
export interface Route {
  /** CIDR. */
  destination: string;
  gateway?: string;
  device?: string;
  /** Who made it: a name or number of ip-route(8). */
  protocol?: string;
}

interface IpRoute {
  dst: string;
  gateway?: string;
  dev?: string;
  protocol?: string;
}

/**
 * Parses what `ip -json route show` writes. The default route is left out.
 *
 * @param json nothing at all means that there are no routes
 */
export function parseRoutes(json: string): Route[] {
  if (json.trim() === '') return [];
  return (JSON.parse(json) as IpRoute[])
    .filter(({ dst }) => dst !== undefined && dst !== 'default')
    .map(({ dst, gateway, dev, protocol }) => ({
      destination: dst.includes('/') ? dst : `${dst}/${dst.includes(':') ? 128 : 32}`,
      ...(gateway === undefined ? {} : { gateway }),
      ...(dev === undefined ? {} : { device: dev }),
      ...(protocol === undefined ? {} : { protocol }),
    }));
}
