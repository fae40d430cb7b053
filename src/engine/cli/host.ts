import type { Environment } from '../../state-dir.js';
import { dockerAddress } from '../docker/address.js';
import type { CancelOptions, EngineHost, EngineName } from '../engine.js';
import { podmanAddress } from '../podman/address.js';
import type { EngineClient } from './client.js';
import { isSocketAddress } from './socket-address.js';

/** Sockets of Docker Desktop, which runs its engine in a virtual machine on Linux, too. */
const DESKTOP = /\/\.docker\/desktop\//;

/**
 * Where an engine runs containers, as far as its client tells: a socket of this machine leads to this machine, or to
 * a virtual machine on it; an address of any other kind may lead anywhere.
 */
export async function engineHost(client: EngineClient, options: CancelOptions = {}): Promise<EngineHost> {
  const address = await addressOf(client, options);
  if (address !== undefined && !isSocketAddress(address)) return { place: 'remote', address };
  const isVirtual = process.platform !== 'linux' || client.binary.endsWith('.lima') || DESKTOP.test(address ?? '');
  return { place: isVirtual ? 'virtual-machine' : 'here', ...(address && { address }) };
}

async function addressOf(client: EngineClient, options: CancelOptions): Promise<string | undefined> {
  switch (client.engine) {
    case 'docker':
      return await dockerAddress(client, options);
    case 'podman':
      return await podmanAddress(client, options);
    default:
      return undefined;
  }
}

/** Variables that name the engine's address: the one that counts, or that is told of, first. */
const variables: Partial<Record<EngineName, readonly string[]>> = {
  docker: ['DOCKER_HOST', 'DOCKER_CONTEXT'],
  podman: ['CONTAINER_CONNECTION', 'CONTAINER_HOST'],
};

/** The variable that names the engine's address, as `NAME=value`; undefined when none does. */
export function addressVariable(engine: EngineName, env: Environment): string | undefined {
  const name = variables[engine]?.find((variable) => env[variable]);
  return name && `${name}=${env[name]}`;
}
