import { KindlingError } from '../../errors.js';
import type { EngineClient } from '../cli/client.js';
import type { NetworkDialect } from '../cli/network/ensure.js';
import { bridgeMtu } from '../docker/network.js';

/** How nerdctl makes networks: spec §3.2, like docker, without duplicates and without the masquerade option. */
export function nerdctlNetworks(client: EngineClient): NetworkDialect {
  return {
    engine: 'nerdctl',
    exists: async (name, options) => {
      try {
        const { stdout } = await client.run(['network', 'inspect', name, '--format={{.Name}}'], options);
        return stdout.trim() !== '';
      } catch (error) {
        if (error instanceof KindlingError && error.code === 'ENGINE_FAILED') return false;
        throw error;
      }
    },
    create: async (name, subnet, options) => {
      const mtu = await bridgeMtu(client, options);
      const fits = mtu === undefined ? [] : ['-o', `com.docker.network.driver.mtu=${mtu}`];
      const ipv6 = subnet === undefined ? [] : ['--ipv6', '--subnet', subnet];
      await client.run(['network', 'create', '-d=bridge', ...fits, ...ipv6, name], options);
    },
    says: {
      exists: /network with name .* already exists|network .* already exists/i,
      noIpv6: /Cannot read IPv6 setup for bridge|ip6tables/i,
      overlap: /Pool overlaps with other one on this address space|networks have overlapping|subnet .* overlaps/i,
    },
  };
}
