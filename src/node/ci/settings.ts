import { isIP } from 'node:net';
import { Cidr } from '../../config/cidr.js';
import { parseIp } from '../../config/ip.js';
import { KindlingError } from '../../errors.js';
import { SEED_SERVICE_SUBNET } from '../../seed/seed.js';
import { parseHost } from './http/api-host.js';

export const DEFAULT_STATIC_IP = '172.30.99.1';
export const DEFAULT_POD_SUBNET = '10.244.0.0/16';

/** A registry that the node pulls from with a name and a password. */
export interface RegistryLogin {
  /** As it stands in image names: `registry.example.com:5000`. */
  registry: string;
  user: string;
  password: string;
}

/** What the environment of the container says (spec §10.1). */
export interface Settings {
  /** The node's own address, the same in every container. */
  staticIp: string;
  podSubnet: string;
  /** The pods' subnet on the only node. */
  podCidr: string;
  /** Names and addresses that the API is reached by, beyond those that the container knows of. */
  apiNames: readonly string[];
  registry: RegistryLogin | undefined;
  /** The node offers no more than the container's limits of processor time and memory. */
  enforceCapacity: boolean;
}

/**
 * Reads the variables of the container.
 *
 * @param warn is told what will have no effect
 * @throws {KindlingError} CONFIG_INVALID when a value cannot be used
 */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void,
): Settings {
  const staticIp = env.STATIC_IP || DEFAULT_STATIC_IP;
  if (parseIp(staticIp)?.family !== 'ipv4' || staticIp.includes(':'))
    throw invalid('STATIC_IP', staticIp, 'an IPv4 address');
  const podSubnet = readSubnet('POD_SUBNET', env.POD_SUBNET || DEFAULT_POD_SUBNET);
  for (const [what, subnet] of Object.entries({ POD_SUBNET: podSubnet, Services: Cidr.parse(SEED_SERVICE_SUBNET) })) {
    if (subnet.contains(staticIp)) {
      throw invalid(
        'STATIC_IP',
        staticIp,
        `an address outside of the subnet of ${what === 'Services' ? what : 'pods'}, ${subnet}`,
      );
    }
  }
  if (podSubnet.contains(Cidr.parse(SEED_SERVICE_SUBNET)) || Cidr.parse(SEED_SERVICE_SUBNET).contains(podSubnet)) {
    throw invalid('POD_SUBNET', String(podSubnet), `a subnet apart from that of Services, ${SEED_SERVICE_SUBNET}`);
  }
  return {
    staticIp,
    podSubnet: String(podSubnet),
    podCidr: String(podSubnet.subnet(0, 24)),
    apiNames: (env.KIND_API_NAMES ?? '')
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(apiName),
    registry: registryLogin(env, warn),
    enforceCapacity: Boolean(env.ENFORCE_CAPACITY),
  };
}

function readSubnet(name: string, text: string): Cidr {
  const expected = 'an IPv4 subnet of at least 256 addresses, such as 10.244.0.0/16';
  try {
    const subnet = Cidr.parse(text);
    if (subnet.family === 'ipv4' && subnet.prefix <= 24) return subnet;
  } catch {
    // said below
  }
  throw invalid(name, text, expected);
}

function apiName(text: string): string {
  const name = isIP(text) === 6 ? text : parseHost(text)?.name;
  if (name?.toLowerCase() === text.toLowerCase()) return name;
  throw invalid('KIND_API_NAMES', text, 'a list of names and addresses');
}

/** All three variables, or none: an image may be used with and without a registry. */
function registryLogin(
  {
    REGISTRY: registry,
    REGISTRY_USER: user,
    REGISTRY_PASSWORD: password,
  }: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void,
): RegistryLogin | undefined {
  if (registry && user && password) return { registry, user, password };
  if (registry || user || password) {
    warn('images are pulled without a login: it takes all of REGISTRY, REGISTRY_USER and REGISTRY_PASSWORD');
  }
  return undefined;
}

function invalid(name: string, value: string, expected: string): KindlingError {
  return new KindlingError('CONFIG_INVALID', `${name} is "${value}", but has to be ${expected}`, {
    hint: `correct the variable ${name} of the container`,
  });
}
