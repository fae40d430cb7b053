import { resolve } from 'node:path';
import type { ValidNode } from '../../config/valid.js';
import { PortTakenError } from '../../engine/cli/failure.js';
import type { ContainerSpec, EngineHost, PortPublish } from '../../engine/engine.js';
import type { CreateContext } from '../context.js';
import { API_SERVER_PORT, CLUSTER_LABEL, ROLE_LABEL } from '../labels.js';
import { pickFreePorts } from './host-port.js';

/** How often ports that kindling picked itself are picked anew when somebody else took them in between. */
const PORT_ATTEMPTS = 5;

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
  const wanted = wantedPorts(context, node);
  for (let attempt = 1; ; attempt++) {
    const ports = await assignPorts(wanted, context.host);
    try {
      await context.engine.runContainer(nodeSpec(context, node, ports, env), { signal });
      context.created.add(node.name);
      return;
    } catch (error) {
      if (attempt === PORT_ATTEMPTS || !isPicked(error, wanted)) throw error;
      context.progress.log(`${node.name}: a picked host port was taken meanwhile, picking another`, 1);
    }
  }
}

/** Whether a container failed to start because of a port that the user left to kindling. */
function isPicked(error: unknown, wanted: readonly PortPublish[]): boolean {
  return error instanceof PortTakenError && !wanted.some(({ hostPort }) => hostPort === error.port);
}

/** The container of a node, as the engine gets it. */
export function nodeSpec(
  context: CreateContext,
  node: ValidNode,
  ports: PortPublish[],
  env: Record<string, string>,
): ContainerSpec {
  const { cluster } = context;
  const ipv6 = cluster.networking.ipFamily !== 'ipv4';
  const dnsSearch = cluster.networking.dnsSearch;
  return {
    kind: 'node',
    name: node.name,
    hostname: node.name,
    image: node.image,
    network: context.network,
    labels: { [CLUSTER_LABEL]: cluster.name, [ROLE_LABEL]: node.role },
    env: {
      ...env,
      ...(dnsSearch && { KIND_DNS_SEARCH: dnsSearch.join(' ') }),
      ...(node.role === 'control-plane' && { KUBECONFIG: '/etc/kubernetes/admin.conf' }),
    },
    mounts: node.extraMounts.map((mount) => ({ ...mount, hostPath: resolve(context.cwd, mount.hostPath) })),
    ports,
    ...(ipv6 && {
      sysctls: { 'net.ipv6.conf.all.disable_ipv6': '0', 'net.ipv6.conf.all.forwarding': '1' },
    }),
  };
}

/** The ports of a node: 0 is one that kindling picks where it can, -1 one that the engine picks. */
function wantedPorts({ cluster }: CreateContext, node: ValidNode): PortPublish[] {
  const ports: PortPublish[] = node.extraPortMappings.map(({ listenAddress, ...mapping }) => ({
    ...mapping,
    address: listenAddress,
  }));
  if (node.role === 'control-plane') {
    const { apiServerAddress: address, apiServerPort: hostPort } = cluster.networking;
    ports.push({ address, hostPort, containerPort: API_SERVER_PORT, protocol: 'TCP' });
  }
  return ports;
}

/** Which ports of another machine are free, only its engine knows. */
async function assignPorts(wanted: readonly PortPublish[], host: EngineHost): Promise<PortPublish[]> {
  const open = wanted.filter(({ hostPort }) => hostPort === 0 && host.place !== 'remote');
  const picked = await pickFreePorts(open.map(({ address }) => address));
  return wanted.map((port) => {
    const hostPort = open.includes(port) ? (picked.shift() ?? 0) : Math.max(port.hostPort, 0);
    return { ...port, hostPort };
  });
}
