/** The variables, upper case first: it wins over the lower case one. */
const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'] as const;

/**
 * The proxy variables that a cluster's containers get: both spellings of each, and NO_PROXY extended by everything
 * that lives inside the cluster. Empty when no proxy is set.
 *
 * @param env the user's environment
 * @param inside what must not go through the proxy: `networkSubnets`, `serviceSubnet` and `podSubnet` are CIDR texts
 *   (or lists of them), `nodes` every container's name
 */
export function proxyEnv(
  env: Readonly<Record<string, string | undefined>>,
  inside: { networkSubnets: readonly string[]; serviceSubnet: string; podSubnet: string; nodes: readonly string[] },
): Record<string, string> {
  const values = new Map<string, string>();
  for (const name of NAMES) {
    const value = env[name] || env[name.toLowerCase()];
    if (value) values.set(name, value);
  }
  if (values.size === 0) return {};
  const noProxy = [
    ...inside.networkSubnets,
    values.get('NO_PROXY'),
    inside.serviceSubnet,
    inside.podSubnet,
    ...inside.nodes,
    '.svc',
    '.svc.cluster',
    '.svc.cluster.local',
  ];
  values.set('NO_PROXY', noProxy.filter(Boolean).join(','));
  return Object.fromEntries(
    [...values].flatMap(([name, value]) => [
      [name, value],
      [name.toLowerCase(), value],
    ]),
  );
}

/** Whether the user's environment sets any proxy. */
export function hasProxy(env: Readonly<Record<string, string | undefined>>): boolean {
  return NAMES.some((name) => Boolean(env[name] || env[name.toLowerCase()]));
}
