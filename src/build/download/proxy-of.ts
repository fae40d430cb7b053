/** Programs' environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy by which a URL is reached, as curl and Go's programs choose it: HTTPS_PROXY or HTTP_PROXY by the URL's
 * protocol, unless NO_PROXY has its host; upper case first.
 *
 * @returns undefined when it is reached without
 */
export function proxyOf(url: URL, env: Environment): URL | undefined {
  const variable = (name: string) => env[name] || env[name.toLowerCase()] || '';
  const proxy = variable(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (proxy === '' || loopback || excludes(variable('NO_PROXY'), url)) return undefined;
  return new URL(proxy.includes('://') ? proxy : `http://${proxy}`);
}

function excludes(list: string, { hostname, host }: URL): boolean {
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*' || entry === hostname || entry === host) return true;
      return hostname.endsWith(entry.startsWith('.') ? entry : `.${entry.replace(/^\*\.?/, '')}`);
    });
}
