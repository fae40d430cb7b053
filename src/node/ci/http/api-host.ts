import { isIP } from 'node:net';
import { BadRequest } from './page.js';

/** The API server's port on the outside (spec §10.1). */
export const PUBLISHED_API_PORT = 8443;

/** A host name as CI services have them: letters, digits, hyphens, and underscores. */
const NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/** Where the API server is, as seen by a client. */
export interface ApiHost {
  /** A DNS name in lower case, or an address without brackets. */
  name: string;
  port: number;
}

/**
 * Reads `name`, `name:port`, `address`, `address:port` or `[IPv6]:port`.
 *
 * @returns undefined when it is none of them
 */
export function parseHost(text: string): { name: string; port: number | undefined } | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text);
  const [, ipv6, plain, digits] = match ?? [];
  const name = (ipv6 ?? plain)?.toLowerCase();
  const port = digits === undefined ? undefined : Number(digits);
  if (name === undefined || (port !== undefined && (port < 1 || port > 65_535))) return undefined;
  if (ipv6 !== undefined) return isIP(name) === 6 ? { name, port } : undefined;
  // What looks like an address has to be one.
  const valid = /^[\d.]+$/.test(name) ? isIP(name) === 4 : NAME.test(name);
  return valid ? { name, port } : undefined;
}

/**
 * Where a client reaches the API: at the host that it reached this server by, unless it says `server=host[:port]`.
 *
 * @param host the `Host` header
 * @param server the parameter; null when there is none
 * @param fallback for a client that names no host, or none that could be one
 * @throws {BadRequest} when the parameter is no host
 */
export function apiHost(host: string | undefined, server: string | null, fallback: string): ApiHost {
  if (server !== null) {
    const asked = parseHost(server);
    if (asked === undefined) throw new BadRequest('server= is not a host: give it like server=localhost:8443');
    return { name: asked.name, port: asked.port ?? PUBLISHED_API_PORT };
  }
  const { name } = parseHost(host ?? '') ?? { name: fallback };
  return { name, port: PUBLISHED_API_PORT };
}

/** As URLs have it. */
export function serverUrl({ name, port }: ApiHost): string {
  return `https://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
