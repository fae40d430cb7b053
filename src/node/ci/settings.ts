import { isIP } from 'node:net';
import { Cidr } from '../../config/cidr.js';
import { KindlingError } from '../../errors.js';
import { SEED_SERVICE_SUBNET } from '../../seed/seed.js';
import { parseHost } from './http/api-host.js';

export const DEFAULT_STATIC_IP = '172.30.99.1';

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
  /** Of 65,536 addresses. */
  serviceSubnet: string;
  /** Names and addresses that the API is reached by, beyond those that the container knows of. */
  apiNames: readonly string[];
  registry: RegistryLogin | undefined;
  /** The node offers no more than the container's limits of processor time and memory. */
  enforceCapacity: boolean;
}

/** Subnets that are used unless the container is told others: the first that the container itself is not within. */
const POD_SUBNETS = ['10.244.0.0/16', '10.201.0.0/16'];
const SERVICE_SUBNETS = [SEED_SERVICE_SUBNET, '10.202.0.0/16'];

/**
 * Reads the variables of the container.
 *
 * @param warn is told what will have no effect
 * @param surroundings addresses of the container and of its DNS servers: in a pod of another cluster they are of that
 *   one's subnets, which this cluster must not have as well
 * @throws {KindlingError} CONFIG_INVALID when a value cannot be used
 */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  warn: (message: string) => void,
  surroundings: readonly string[] = [],
): Settings {
  const staticIp = env.STATIC_IP || DEFAULT_STATIC_IP;
  if (isIP(staticIp) !== 4) throw invalid('STATIC_IP', staticIp, 'an IPv4 address');
  const podSubnet = subnet(env, 'POD_SUBNET', POD_SUBNETS, surroundings);
  if (podSubnet.prefix > 24) throw invalid('POD_SUBNET', String(podSubnet), 'a subnet of at least 256 addresses');
  const serviceSubnet = subnet(env, 'SERVICE_SUBNET', SERVICE_SUBNETS, surroundings);
  if (serviceSubnet.prefix !== 16)
    throw invalid('SERVICE_SUBNET', String(serviceSubnet), 'a subnet of 65,536 addresses (/16)');
  const taken = [podSubnet, serviceSubnet].find((each) => each.contains(staticIp));
  if (taken) throw invalid('STATIC_IP', staticIp, `an address outside of ${taken}, the subnet of pods or of Services`);
  if (podSubnet.contains(serviceSubnet) || serviceSubnet.contains(podSubnet)) {
    throw invalid('POD_SUBNET', String(podSubnet), `a subnet apart from ${serviceSubnet}, that of Services`);
  }
  return {
    staticIp,
    podSubnet: String(podSubnet),
    podCidr: String(podSubnet.subnet(0, 24)),
    serviceSubnet: String(serviceSubnet),
    apiNames: (env.KIND_API_NAMES ?? '')
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(apiName),
    registry: registryLogin(env, warn),
    enforceCapacity: Boolean(env.ENFORCE_CAPACITY),
  };
}

function subnet(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  candidates: readonly string[],
  surroundings: readonly string[],
): Cidr {
  const free = candidates
    .map((text) => Cidr.parse(text))
    .find((each) => !surroundings.some((near) => each.contains(near)));
  const text = env[name] || String(free ?? candidates[0]);
  try {
    const found = Cidr.parse(text);
    if (found.family === 'ipv4') return found;
  } catch {
    // said below
  }
  throw invalid(name, text, `an IPv4 subnet, such as ${candidates[0]}`);
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
