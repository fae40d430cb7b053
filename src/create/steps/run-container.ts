import type { ValidCluster } from '../../config/valid.js';
import { PortTakenError } from '../../engine/cli/failure.js';
import type { ContainerSpec, EngineHost, PortPublish } from '../../engine/engine.js';
import type { CreateContext } from '../context.js';
import { CLUSTER_LABEL, type ContainerRole, ROLE_LABEL } from '../labels.js';
import { pickFreePorts } from './host-port.js';

/** How often ports that kindling picked itself are picked anew when somebody else took them in between. */
const PORT_ATTEMPTS = 5;

/**
 * Creates and starts one of a cluster's containers.
 *
 * @param spec its ports may be 0, which is one that kindling picks where it can, or -1, one that the engine picks
 * @throws {KindlingError} PORT_TAKEN when a port that the user chose is taken
 */
export async function runContainer(context: CreateContext, spec: ContainerSpec, signal: AbortSignal): Promise<void> {
  const wanted = spec.ports ?? [];
  for (let attempt = 1; ; attempt++) {
    const ports = await assignPorts(wanted, context.host);
    try {
      await context.engine.runContainer({ ...spec, ports }, { signal });
      context.created.add(spec.name);
      return;
    } catch (error) {
      if (attempt === PORT_ATTEMPTS || !isPicked(error, wanted)) throw error;
      context.progress.log(`${spec.name}: a picked host port was taken meanwhile, picking another`, 1);
    }
  }
}

/** What the containers of a cluster have in common, nodes and load balancer. */
export function commonSpec(
  { cluster, network }: CreateContext,
  name: string,
  role: ContainerRole,
): Pick<ContainerSpec, 'name' | 'hostname' | 'network' | 'labels' | 'sysctls'> {
  return {
    name,
    hostname: name,
    network,
    labels: { [CLUSTER_LABEL]: cluster.name, [ROLE_LABEL]: role },
    ...(cluster.networking.ipFamily !== 'ipv4' && {
      sysctls: { 'net.ipv6.conf.all.disable_ipv6': '0', 'net.ipv6.conf.all.forwarding': '1' },
    }),
  };
}

/** The variables that every container of a cluster gets besides proxies. */
export function commonEnvironment({ networking }: ValidCluster): Record<string, string> {
  return networking.dnsSearch ? { KIND_DNS_SEARCH: networking.dnsSearch.join(' ') } : {};
}

/** Whether a container failed to start because of a port that the user left to kindling. */
function isPicked(error: unknown, wanted: readonly PortPublish[]): boolean {
  return error instanceof PortTakenError && !wanted.some(({ hostPort }) => hostPort === error.port);
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
