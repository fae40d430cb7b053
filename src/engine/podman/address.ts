import { KindlingError } from '../../errors.js';
import type { Environment } from '../../state-dir.js';
import type { EngineClient } from '../cli/client.js';
import { isSocketAddress } from '../cli/socket-address.js';
import type { CancelOptions } from '../engine.js';

/** Whether the environment makes podman the client of a service, be it on this machine or on another. */
export function isPodmanClient(env: Environment): boolean {
  return Boolean(env.CONTAINER_CONNECTION || env.CONTAINER_HOST);
}

/**
 * The address of the service that podman's variables name, podman(1): the connection CONTAINER_CONNECTION, or
 * CONTAINER_HOST. Which of them counts when both are set depends on podman's version: an address that is not of this
 * machine is taken for it.
 *
 * @returns such as `ssh://me@far/run/podman/podman.sock`; `connection <name>` when there is none of this name;
 *   undefined: podman needs no service
 */
export async function podmanAddress(client: EngineClient, options: CancelOptions = {}): Promise<string | undefined> {
  const { CONTAINER_CONNECTION: name, CONTAINER_HOST: address } = client.env;
  const named = name && ((await connectionAddress(client, name, options)) ?? `connection ${name}`);
  const addresses = [named, address].flatMap((candidate) => candidate || []);
  return addresses.find((candidate) => !isSocketAddress(candidate)) ?? addresses[0];
}

async function connectionAddress(
  client: EngineClient,
  name: string,
  options: CancelOptions,
): Promise<string | undefined> {
  try {
    const connections = await client.json(['system', 'connection', 'list', '--format', 'json'], options);
    return (connections as { Name: string; URI: string }[]).find((connection) => connection.Name === name)?.URI;
  } catch (error) {
    if (error instanceof KindlingError && error.code === 'CANCELLED') throw error;
    return undefined;
  }
}
