import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KindlingError } from '../../errors.js';
import type { EngineClient } from '../cli/client.js';
import type { CancelOptions, ProxySettings } from '../engine.js';

interface ClientConfig {
  currentContext?: string;
  proxies?: Record<string, { httpProxy?: string; httpsProxy?: string; noProxy?: string }>;
}

/**
 * The proxies that docker's client configuration sets for the daemon in use, spec §3.4, step 2. A configuration that
 * cannot be read sets none.
 *
 * @see https://docs.docker.com/engine/cli/proxy/
 */
export async function dockerClientProxies(client: EngineClient, options: CancelOptions = {}): Promise<ProxySettings> {
  const config = await readConfig(client.env.DOCKER_CONFIG || join(client.env.HOME ?? '/', '.docker'));
  if (!config?.proxies) return {};
  const chosen = config.proxies[await daemonHost(client, config, options)] ?? config.proxies.default ?? {};
  const { httpProxy, httpsProxy, noProxy } = chosen;
  return { ...(httpProxy && { httpProxy }), ...(httpsProxy && { httpsProxy }), ...(noProxy && { noProxy }) };
}

async function readConfig(directory: string): Promise<ClientConfig | undefined> {
  try {
    return JSON.parse(await readFile(join(directory, 'config.json'), 'utf8')) ?? undefined;
  } catch {
    return undefined;
  }
}

async function daemonHost(client: EngineClient, config: ClientConfig, options: CancelOptions): Promise<string> {
  const { DOCKER_HOST: host, DOCKER_CONTEXT: named } = client.env;
  if (host) return host;
  const context = named || config.currentContext || 'default';
  const format = '{{ (index .Endpoints "docker").Host }}';
  try {
    return (await client.run(['context', 'inspect', '--format', format, context], options)).stdout.trim();
  } catch (error) {
    if (error instanceof KindlingError && error.code === 'CANCELLED') throw error;
    return '';
  }
}
