import { KindlingError } from '../../errors.js';

export type Family = 'ipv4' | 'ipv6';

/** What the DaemonSet tells kindnetd in its environment (spec §5.1). */
export interface Settings {
  /** The node's address (status.hostIP): the node that has it as InternalIP is this one. */
  hostIp: string;
  /** Pod CIDRs of the cluster, one for each IP family. */
  podSubnets: string[];
  families: Family[];
  /** The API server as nodes reach it without kube-proxy. */
  controlPlaneEndpoint: { host: string; port: number } | undefined;
}

/** The family of an address or CIDR. */
export function familyOf(address: string): Family {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}

/**
 * Reads HOST_IP, POD_SUBNET and CONTROL_PLANE_ENDPOINT.
 *
 * @throws {KindlingError} CONFIG_INVALID when one is missing or not understood
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const podSubnets = (env.POD_SUBNET ?? '')
    .split(',')
    .map((cidr) => cidr.trim())
    .filter((cidr) => cidr !== '');
  if (podSubnets.length === 0) throw new KindlingError('CONFIG_INVALID', 'POD_SUBNET is empty: no pod subnets');
  for (const cidr of podSubnets) {
    if (!/^[0-9a-fA-F.:]+\/\d+$/.test(cidr)) {
      throw new KindlingError('CONFIG_INVALID', `POD_SUBNET has "${cidr}", which is not a CIDR`);
    }
  }
  if (!env.HOST_IP) throw new KindlingError('CONFIG_INVALID', 'HOST_IP is empty: the own node cannot be found');
  return {
    hostIp: env.HOST_IP,
    podSubnets,
    families: [...new Set(podSubnets.map(familyOf))],
    controlPlaneEndpoint: env.CONTROL_PLANE_ENDPOINT ? parseEndpoint(env.CONTROL_PLANE_ENDPOINT) : undefined,
  };
}

/** `host:port`, `[IPv6]:port`, also as an https URL. Without a port: 6443, the API server's own. */
function parseEndpoint(text: string): { host: string; port: number } {
  const match = /^(?:https:\/\/)?(?:\[([0-9a-fA-F:.]+)\]|([^:[\]/]+))(?::(\d+))?\/?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined) {
    throw new KindlingError('CONFIG_INVALID', `CONTROL_PLANE_ENDPOINT "${text}" is not of the form host:port`);
  }
  return { host, port: Number(match?.[3] ?? 6443) };
}
