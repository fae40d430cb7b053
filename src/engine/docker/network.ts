import { KindlingError } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import type { EngineClient } from '../cli/client.js';
import type { NetworkDialect } from '../cli/network/ensure.js';
import type { CancelOptions } from '../engine.js';

/** How docker makes networks, spec §3.2. */
export function dockerNetworks(client: EngineClient): NetworkDialect {
  return {
    engine: 'docker',
    exists: async (name, options) => (await networkIds(client, name, options)).length > 0,
    create: async (name, subnet, options) => {
      const mtu = await bridgeMtu(client, options);
      await client.run(dockerNetworkArguments(name, subnet, mtu), options);
    },
    removeDuplicates: async (name, options) => await removeDuplicates(client, name, options),
    says: {
      exists: /network with name .* already exists/i,
      noIpv6:
        /Cannot read IPv6 setup for bridge|Unable to enable NAT rule: +\(iptables failed: ip6tables|setting default policy to DROP in FORWARD chain failed: +\(iptables failed: ip6tables/,
      overlap: /Pool overlaps with other one on this address space|networks have overlapping/,
    },
  };
}

/**
 * The arguments of `docker network create`.
 *
 * @param subnet IPv6 CIDR text; undefined: IPv4 only
 * @param mtu bytes; undefined: docker's default
 */
export function dockerNetworkArguments(name: string, subnet: string | undefined, mtu: number | undefined): string[] {
  return [
    ...['network', 'create', '-d=bridge'],
    ...['-o', 'com.docker.network.bridge.enable_ip_masquerade=true'],
    ...(mtu === undefined ? [] : ['-o', `com.docker.network.driver.mtu=${mtu}`]),
    ...(subnet === undefined ? [] : ['--ipv6', '--subnet', subnet]),
    name,
  ];
}

/** Where a network's subnets stand in `docker network inspect`. */
export function dockerSubnets(network: unknown): string[] {
  const { IPAM } = network as { IPAM?: { Config?: { Subnet?: string }[] | null } };
  return (IPAM?.Config ?? []).flatMap((entry) => entry.Subnet ?? []);
}

async function networkIds(client: EngineClient, name: string, options: CancelOptions): Promise<string[]> {
  const pattern = name.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
  const { stdout } = await client.run(['network', 'ls', `--filter=name=^${pattern}$`, '--format={{.ID}}'], options);
  return stdout.split('\n').filter((id) => id !== '');
}

/**
 * The default bridge's MTU, which fits what is between this host and the world (spec §3.2, step 2); undefined where it
 * is not set.
 */
export async function bridgeMtu(client: EngineClient, options: CancelOptions): Promise<number | undefined> {
  const format = '{{ index .Options "com.docker.network.driver.mtu" }}';
  try {
    const { stdout } = await client.run(['network', 'inspect', 'bridge', '-f', format], options);
    return /^[1-9]\d*$/.test(stdout.trim()) ? Number(stdout) : undefined;
  } catch (error) {
    if (error instanceof KindlingError && error.code === 'ENGINE_FAILED') return undefined;
    throw error;
  }
}

/** docker lets several networks of one name come to be: keeps the one in use, else that of the least ID. */
async function removeDuplicates(client: EngineClient, name: string, options: CancelOptions): Promise<void> {
  const ids = await networkIds(client, name, options);
  if (ids.length < 2) return;
  const networks = (await ignoreMissing(
    client.json(['network', 'inspect', ...ids], { ...options, okCodes: [0, 1] }),
  )) as { Id: string; Containers?: Record<string, unknown> | null }[] | undefined;
  const sorted = (networks ?? []).sort((a, b) => members(b) - members(a) || (a.Id < b.Id ? -1 : a.Id > b.Id ? 1 : 0));
  const extra = sorted.slice(1).map((network) => network.Id);
  if (extra.length > 0) await ignoreMissing(client.run(['network', 'rm', ...extra], options));
}

function members(network: { Containers?: Record<string, unknown> | null }): number {
  return Object.keys(network.Containers ?? {}).length;
}

/** Another process may tidy up at the same time. */
async function ignoreMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    const said = error instanceof KindlingError && error.cause instanceof CommandError ? error.cause.stderr : '';
    if (/no such network|network .* not found/i.test(said)) return undefined;
    throw error;
  }
}
