import { LOAD_BALANCER_IMAGE } from '../../config/defaults.js';
import { loadBalancerName } from '../../config/names.js';
import { KindlingError, wrapError } from '../../errors.js';
import { CommandError } from '../../exec/run.js';
import { HAPROXY_CONFIG, haproxyConfig, STATUS_PORT } from '../../haproxy/config.js';
import type { CreateContext } from '../context.js';
import { commonEnvironment, commonSpec, runContainer } from './run-container.js';
import { publishedApiServer } from './run-node.js';

/** How often HAProxy is told to read its configuration: one that is only starting may not hear it. */
const RELOADS = 3;

/** What curl exits with when a name does not resolve. */
const NAME_UNKNOWN = 6;

/** Creates and starts the load balancer's container (spec §3.3, §3.5). */
export async function runLoadBalancer(
  context: CreateContext,
  env: Record<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const spec = {
    ...commonSpec(context, loadBalancerName(context.cluster.name), 'external-load-balancer'),
    kind: 'load-balancer' as const,
    image: LOAD_BALANCER_IMAGE,
    env: { ...env, ...commonEnvironment(context.cluster) },
    ports: [publishedApiServer(context.cluster.networking)],
  };
  await runContainer(context, spec, signal);
}

/** Writes the load balancer's configuration and tells HAProxy. The control planes run: their names are known. */
export async function configureLoadBalancer(context: CreateContext, signal: AbortSignal): Promise<void> {
  const { cluster, engine } = context;
  const name = loadBalancerName(cluster.name);
  const controlPlanes = cluster.nodes.filter(({ role }) => role === 'control-plane').map((node) => node.name);
  const stdin = haproxyConfig({ controlPlanes, ipFamily: cluster.networking.ipFamily });
  try {
    await engine.exec(name, ['cp', '/dev/stdin', HAPROXY_CONFIG], { stdin, signal });
  } catch (error) {
    throw wrapError(error, 'failed to copy loadbalancer config to node');
  }
  await reload(context, signal);
}

async function reload({ cluster, engine }: CreateContext, signal: AbortSignal): Promise<void> {
  const name = loadBalancerName(cluster.name);
  try {
    // HAProxy goes on with the old configuration when the new one is wrong: only this tells.
    await engine.exec(name, ['haproxy', '-c', '-f', HAPROXY_CONFIG], { signal });
    await engine.signalContainer(name, 'USR2', { signal });
  } catch (error) {
    throw wrapError(error, 'failed to reload haproxy config');
  }
}

/**
 * Makes sure that a node finds the load balancer by its name, and that HAProxy works by the configuration written:
 * that one has a status page.
 *
 * @param node a node that has booted
 * @throws {KindlingError} NODE_FAILED when the network has no DNS, or HAProxy does not take the configuration
 */
export async function checkLoadBalancer(context: CreateContext, node: string, signal: AbortSignal): Promise<void> {
  const { cluster, engine } = context;
  const name = loadBalancerName(cluster.name);
  const retry = ['--retry', '2', '--retry-delay', '1', '--retry-connrefused', '--max-time', '10'];
  const url = `http://${name}:${STATUS_PORT}/`;
  const ask = ['curl', '--silent', '--show-error', '--fail', '--output', '/dev/null', '--noproxy', '*', ...retry, url];
  for (let attempt = 1; ; attempt++) {
    try {
      await engine.exec(node, ask, { signal });
      return;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof CommandError && error.exitCode === NAME_UNKNOWN) throw noDns(context, node, error);
      if (attempt === RELOADS) throw wrapError(error, `load balancer "${name}" does not answer node "${node}"`);
      await reload(context, signal);
    }
  }
}

function noDns({ cluster, engine, network }: CreateContext, node: string, cause: unknown): KindlingError {
  const name = loadBalancerName(cluster.name);
  return new KindlingError('NODE_FAILED', `node "${node}" cannot resolve the name of the load balancer "${name}"`, {
    cause,
    hint: `several control planes need DNS on the network "${network}"${engine.name === 'podman' ? ': install aardvark-dns' : ''}`,
  });
}
