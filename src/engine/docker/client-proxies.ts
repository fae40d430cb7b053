import type { EngineClient } from '../cli/client.js';
import type { CancelOptions, ProxySettings } from '../engine.js';
import { daemonAddress, readDockerConfig } from './address.js';

/**
 * The proxies that docker's client configuration sets for the daemon in use, spec §3.4, step 2. A configuration that
 * cannot be read sets none.
 *
 * @see https://docs.docker.com/engine/cli/proxy/
 */
export async function dockerClientProxies(client: EngineClient, options: CancelOptions = {}): Promise<ProxySettings> {
  const proxies = (await readDockerConfig(client))?.proxies;
  if (!proxies) return {};
  const chosen = proxies[await daemonAddress(client, options)] ?? proxies.default ?? {};
  const { httpProxy, httpsProxy, noProxy } = chosen;
  return { ...(httpProxy && { httpProxy }), ...(httpsProxy && { httpsProxy }), ...(noProxy && { noProxy }) };
}
