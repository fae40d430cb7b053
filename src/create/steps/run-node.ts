import { resolve } from 'node:path';
import { API_SERVER_PORT, needsLoadBalancer } from '../../config/names.js';
import type { ValidNetworking, ValidNode } from '../../config/valid.js';
import type { ContainerSpec, PortPublish } from '../../engine/engine.js';
import type { CreateContext } from '../context.js';
import { forwardsIpv6Loopback } from '../ipv6-loopback.js';
import { commonEnvironment, commonSpec, runContainer } from './run-container.js';

/**
 * Creates and starts a node's container.
 *
 * @param env variables for the container: proxies
 * @throws {KindlingError} PORT_TAKEN when a port that the user chose is taken
 */
export async function runNode(
  context: CreateContext,
  node: ValidNode,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  await runContainer(context, nodeSpec(context, node, env), signal);
}

/** The container of a node, with the ports as the user wants them. */
export function nodeSpec(context: CreateContext, node: ValidNode, env: Record<string, string>): ContainerSpec {
  return {
    ...commonSpec(context, node.name, node.role),
    kind: 'node',
    image: node.image,
    env: {
      ...env,
      ...commonEnvironment(context.cluster),
      ...(node.role === 'control-plane' && { KUBECONFIG: '/etc/kubernetes/admin.conf' }),
    },
    mounts: node.extraMounts.map((mount) => ({ ...mount, hostPath: resolve(context.cwd, mount.hostPath) })),
    ports: [
      ...node.extraPortMappings.map(({ listenAddress, ...mapping }) => ({ ...mapping, address: listenAddress })),
      ...(node.role === 'control-plane' ? [apiServerPort(context)] : []),
    ],
  };
}

/** Behind a load balancer, a control plane's own API server has some port of this machine only (spec §3.3). */
function apiServerPort({ cluster: { networking, nodes }, info }: CreateContext): PortPublish {
  if (!needsLoadBalancer(nodes)) return publishedApiServer(networking);
  const address = networking.ipFamily === 'ipv6' && forwardsIpv6Loopback(info) ? '::1' : '127.0.0.1';
  return { address, hostPort: 0, containerPort: API_SERVER_PORT, protocol: 'TCP' };
}

/** The port that users reach the API by. */
export function publishedApiServer({ apiServerAddress, apiServerPort }: ValidNetworking): PortPublish {
  return { address: apiServerAddress, hostPort: apiServerPort, containerPort: API_SERVER_PORT, protocol: 'TCP' };
}
