import type { Json } from '../config/patch/json.js';
import type { KubeadmApi } from '../version/features.js';

/**
 * Command line arguments of a component as the kubeadm API wants them: a list of `{name, value}` from v1beta4 on,
 * a map before.
 *
 * @param args values by name without `--`; undefined ones are left out
 */
export function extraArgs(args: Readonly<Record<string, string | undefined>>, api: KubeadmApi): Json {
  const given = Object.entries(args).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return api === 'v1beta4' ? given.map(([name, value]) => ({ name, value })) : Object.fromEntries(given);
}

/** `a=1,b=2`, sorted by key; the form of feature gates, runtime configuration and node labels on command lines. */
export function joinPairs(pairs: Readonly<Record<string, string | boolean>>): string {
  return Object.entries(pairs)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
