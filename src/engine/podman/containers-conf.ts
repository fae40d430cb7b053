import { parse, stringify } from 'smol-toml';
import type { PodmanHost } from './host.js';

/** podman's own limits for a rootful container, which it demands even where the host cannot give them. */
const podmanDefaults = { nofile: 1_048_576, nproc: 4_194_304 };

type Table = Record<string, unknown>;

/**
 * The containers.conf that podman needs on this host, spec of the format: containers.conf(5).
 *
 * - Without CAP_SYS_RESOURCE podman's default limits cannot be set: the host's hard limits are.
 * - crun refuses hybrid cgroups: runc, where it is installed.
 * - podman stays with CNI, which has no name resolution between containers, when images were there before netavark
 *   was: netavark, as long as there are no containers that CNI would have to look after.
 *
 * @param existing texts of the configuration files that podman would read without ours, most important last. They are
 *   merged into ours, and what they set is respected.
 * @returns the text of the file, or undefined when podman works without
 */
export function containersConf(host: PodmanHost, existing: readonly string[] = []): string | undefined {
  const users = existing.map((text) => parse(text) as Table).reduce(merge, {});
  const ours: Table = {};
  const limits = rootfulLimits(host);
  if (limits.length > 0) ours.containers = { default_ulimits: limits };
  if (host.cgroups === 'hybrid' && host.crun && host.runc) ours.engine = { runtime: 'runc' };
  if (wantsNetavark(host)) ours.network = { network_backend: 'netavark' };
  if (Object.keys(ours).length === 0) return undefined;
  return stringify(merge(ours, users));
}

function rootfulLimits(host: PodmanHost): string[] {
  if (host.canRaiseLimits || host.rootless) return [];
  return (['nofile', 'nproc'] as const)
    .filter((name) => host.hardLimits[name] < podmanDefaults[name])
    .map((name) => `${name}=${host.hardLimits[name]}:${host.hardLimits[name]}`);
}

function wantsNetavark(host: PodmanHost): boolean {
  return host.netavark && host.recordedBackend === 'cni' && (!host.hasContainers || host.netavarkChosen);
}

/** Deep merge; `over` wins. */
function merge(base: Table, over: Table): Table {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = result[key];
    result[key] = isTable(old) && isTable(value) ? merge(old, value) : value;
  }
  return result;
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
