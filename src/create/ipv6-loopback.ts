import type { Cluster } from '../config/v1alpha4.js';
import type { ValidCluster } from '../config/valid.js';
import type { EngineInfo } from '../engine/engine.js';

/** Listen addresses that are the IPv6 loopback: what the kernel writes for each is `::1`. */
const LOOPBACK = /^(0*:)+0*1$/;

/**
 * Whether this host's `::1` leads to ports that the engine publishes there. Docker and rootless engines forward with a
 * program. Others do it with packet filter rules, and with IPv6 the kernel lets nothing from `::1` onto another
 * interface: it has no counterpart of IPv4's `route_localnet`.
 *
 * @see https://docs.kernel.org/networking/ip-sysctl.html route_localnet
 * @see https://www.rfc-editor.org/rfc/rfc4291#section-2.5.3
 */
export function forwardsIpv6Loopback({ name, rootless }: EngineInfo): boolean {
  return name === 'docker' || rootless;
}

/**
 * The configuration with an API server address that this host can use: kind's default for IPv6 clusters is `::1`, which
 * is left to engines that forward it. The API server listens on both families. What the user chose stays.
 */
export function withReachableApiServer(config: Cluster, info: EngineInfo): Cluster {
  const { networking } = config;
  if (networking?.ipFamily !== 'ipv6' || networking.apiServerAddress || forwardsIpv6Loopback(info)) return config;
  return { ...config, networking: { ...networking, apiServerAddress: '127.0.0.1' } };
}

/** A warning for each port that the configuration publishes at `::1` though nobody will reach it there. */
export function unreachablePorts({ networking, nodes }: ValidCluster, info: EngineInfo): string[] {
  if (forwardsIpv6Loopback(info)) return [];
  const fields = [
    ...(LOOPBACK.test(networking.apiServerAddress) ? ['networking.apiServerAddress'] : []),
    ...nodes.flatMap(({ extraPortMappings }, node) =>
      extraPortMappings.flatMap(({ listenAddress }, port) =>
        LOOPBACK.test(listenAddress) ? [`nodes[${node}].extraPortMappings[${port}].listenAddress`] : [],
      ),
    ),
  ];
  return fields.map(
    (field) => `${field}: ${info.name} cannot forward ports of ::1, use 127.0.0.1 or another address of this host`,
  );
}
