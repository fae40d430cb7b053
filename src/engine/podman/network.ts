import { KindlingError } from '../../errors.js';
import type { EngineClient } from '../cli/client.js';
import type { NetworkDialect } from '../cli/network/ensure.js';
import type { CancelOptions } from '../engine.js';

/** How podman makes networks, spec §3.2. */
export function podmanNetworks(client: EngineClient): NetworkDialect {
  return {
    engine: 'podman',
    exists: async (name: string, options: CancelOptions) => {
      try {
        await client.run(['network', 'inspect', name], options);
        return true;
      } catch (error) {
        if (error instanceof KindlingError && error.code === 'ENGINE_FAILED') return false;
        throw error;
      }
    },
    create: async (name, subnet, options) => {
      const ipv6 = subnet === undefined ? [] : ['--ipv6', '--subnet', subnet];
      await client.run(['network', 'create', '-d=bridge', ...ipv6, name], options);
    },
    says: {
      exists: /network already exists|network name .* already used|the network name .* is already used/i,
      noIpv6: /unknown flag: --ipv6|is ipv6 enabled in the kernel/i,
      overlap:
        /is already used on the host or by another config|is being used by a network interface|is already being used by a cni configuration/i,
    },
  };
}

/** The subnets in `podman network inspect`'s document: podman 4 and later, and the older CNI configuration. */
export function podmanSubnets(network: unknown): string[] {
  const { subnets = [], plugins = [] } = network as {
    subnets?: { subnet: string }[];
    plugins?: { ipam?: { ranges?: { subnet: string }[][] } }[];
  };
  const ranges = plugins.flatMap((plugin) => plugin.ipam?.ranges ?? []).flat();
  return [...subnets, ...ranges].map((entry) => entry.subnet);
}
