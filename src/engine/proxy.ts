import { wrapError } from '../errors.js';
import type { Environment } from '../state-dir.js';
import type { CancelOptions, Engine, ProxySettings } from './engine.js';

export interface ProxyOptions extends CancelOptions {
  /** The user's environment variables. */
  env: Environment;
  /** Name of the cluster's network, which exists. */
  network: string;
  /** What else is reached directly, in order: service subnet, pod subnet, names of all containers. */
  direct: readonly string[];
}

/**
 * The proxy variables that all of a cluster's containers get, in both cases; none when the user has no proxy. What
 * lies in the cluster and on its network is exempt. Spec §3.4.
 */
export async function proxyEnvironment(engine: Engine, options: ProxyOptions): Promise<Record<string, string>> {
  const settings = await proxySettings(engine, options);
  const { httpProxy, httpsProxy, noProxy } = settings;
  if (!httpProxy && !httpsProxy && !noProxy) return {};
  const cancel = options.signal ? { signal: options.signal } : {};
  const subnets = await engine.networkSubnets(options.network, cancel).catch((error) => {
    throw wrapError(error, 'proxy setup error: failed to get subnets');
  });
  const exempt = [
    ...subnets,
    ...(noProxy ? [noProxy] : []),
    ...options.direct,
    ...['.svc', '.svc.cluster', '.svc.cluster.local'],
  ].join(',');
  return {
    ...(httpProxy && { HTTP_PROXY: httpProxy, http_proxy: httpProxy }),
    ...(httpsProxy && { HTTPS_PROXY: httpsProxy, https_proxy: httpsProxy }),
    NO_PROXY: exempt,
    no_proxy: exempt,
  };
}

async function proxySettings(engine: Engine, options: ProxyOptions): Promise<ProxySettings> {
  const { env, signal } = options;
  const httpProxy = env.HTTP_PROXY || env.http_proxy;
  const httpsProxy = env.HTTPS_PROXY || env.https_proxy;
  const noProxy = env.NO_PROXY || env.no_proxy;
  const client = httpProxy || httpsProxy ? {} : await engine.clientProxies(signal ? { signal } : {});
  return {
    ...client,
    ...(httpProxy && { httpProxy }),
    ...(httpsProxy && { httpsProxy }),
    ...(noProxy && { noProxy }),
  };
}
