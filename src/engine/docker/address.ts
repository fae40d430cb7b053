import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KindlingError } from '../../errors.js';
import type { EngineClient } from '../cli/client.js';
import type { CancelOptions } from '../engine.js';

/** What is read of docker's client configuration. */
export interface DockerConfig {
  currentContext?: string;
  proxies?: Record<string, { httpProxy?: string; httpsProxy?: string; noProxy?: string }>;
}

/** The context that stands for docker's own default, a socket of this machine. */
const DEFAULT_CONTEXT = 'default';

/** Docker's client configuration; undefined when there is none that can be read. */
export async function readDockerConfig({ env }: EngineClient): Promise<DockerConfig | undefined> {
  const directory = env.DOCKER_CONFIG || join(env.HOME ?? '/', '.docker');
  try {
    const config = JSON.parse(await readFile(join(directory, 'config.json'), 'utf8'));
    return typeof config === 'object' && config !== null ? config : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The address that docker's client connects to, chosen like it does: DOCKER_HOST, else the context that DOCKER_CONTEXT
 * or the client's configuration names.
 *
 * @returns such as `ssh://me@far`; `context <name>` when the context cannot be read; undefined: docker's default
 * @see https://docs.docker.com/engine/manage-resources/contexts/
 */
export async function dockerAddress(client: EngineClient, options: CancelOptions = {}): Promise<string | undefined> {
  if (client.env.DOCKER_HOST) return client.env.DOCKER_HOST;
  const context = await currentContext(client);
  if (context === DEFAULT_CONTEXT) return undefined;
  return (await contextAddress(client, context, options)) || `context ${context}`;
}

/** The daemon's address as docker tells it, of the default context, too; empty when it cannot be told. */
export async function daemonAddress(client: EngineClient, options: CancelOptions = {}): Promise<string> {
  return client.env.DOCKER_HOST || (await contextAddress(client, await currentContext(client), options));
}

async function currentContext(client: EngineClient): Promise<string> {
  return client.env.DOCKER_CONTEXT || (await readDockerConfig(client))?.currentContext || DEFAULT_CONTEXT;
}

async function contextAddress(client: EngineClient, context: string, options: CancelOptions): Promise<string> {
  const format = '{{ (index .Endpoints "docker").Host }}';
  try {
    return (await client.run(['context', 'inspect', '--format', format, context], options)).stdout.trim();
  } catch (error) {
    if (error instanceof KindlingError && error.code === 'CANCELLED') throw error;
    return '';
  }
}
