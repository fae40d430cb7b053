import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../../state-dir.js';

/** What decides whether podman needs configuration on this host. */
export interface PodmanHost {
  rootless: boolean;
  /** The process has CAP_SYS_RESOURCE. */
  canRaiseLimits: boolean;
  /** The hard limits that podman's own process will have; Infinity when there is none. */
  hardLimits: { nofile: number; nproc: number };
  cgroups: 'v1' | 'hybrid' | 'v2';
  crun: boolean;
  runc: boolean;
  netavark: boolean;
  /** The network backend that podman has settled on, if it has. */
  recordedBackend: string | undefined;
  hasContainers: boolean;
  /** Our configuration chose netavark on an earlier occasion. */
  netavarkChosen: boolean;
}

/** CAP_SYS_RESOURCE, capabilities(7). */
const sysResource = 24n;

/** Where podman looks for netavark (helper_binaries_dir of containers.conf(5)). */
const helperDirectories = [
  '/usr/local/libexec/podman',
  '/usr/local/lib/podman',
  '/usr/libexec/podman',
  '/usr/lib/podman',
];

/**
 * Looks at this machine: Linux only.
 *
 * @param env environment variables: PATH and HOME
 * @param ourConf text of the configuration that we wrote before, if any
 */
export function readPodmanHost(env: Environment, ourConf = ''): PodmanHost {
  const status = read('/proc/self/status');
  const limits = read('/proc/self/limits');
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  const rootless = process.geteuid?.() !== 0;
  const storage = rootless ? join(env.HOME ?? '/', '.local/share/containers/storage') : '/var/lib/containers/storage';
  return {
    rootless,
    canRaiseLimits: ((effective >> sysResource) & 1n) === 1n,
    hardLimits: {
      nofile: hardLimit(limits, 'Max open files'),
      // podman lowers its own limit to the number of processes that the kernel can have.
      nproc: Math.min(hardLimit(limits, 'Max processes'), Number(read('/proc/sys/kernel/pid_max')) || Infinity),
    },
    cgroups: cgroups(),
    crun: isInstalled('crun', env),
    runc: isInstalled('runc', env),
    netavark: helperDirectories.some((directory) => existsSync(join(directory, 'netavark'))),
    recordedBackend: read(join(storage, 'defaultNetworkBackend')).trim() || undefined,
    hasContainers: /"id":/.test(read(join(storage, 'overlay-containers/containers.json'))),
    netavarkChosen: /network_backend = "netavark"/.test(ourConf),
  };
}

/** The hard limit in a line of /proc/self/limits: name, soft limit, hard limit, unit. */
export function hardLimit(limits: string, name: string): number {
  const value = new RegExp(`^${name}\\s+\\S+\\s+(\\S+)`, 'm').exec(limits)?.[1];
  return value === undefined || value === 'unlimited' ? Infinity : Number(value);
}

function cgroups(): PodmanHost['cgroups'] {
  if (existsSync('/sys/fs/cgroup/cgroup.controllers')) return 'v2';
  return existsSync('/sys/fs/cgroup/unified') ? 'hybrid' : 'v1';
}

function isInstalled(program: string, env: Environment): boolean {
  const directories = [...(env.PATH ?? '').split(':').filter(Boolean), '/usr/sbin', '/sbin', '/usr/local/sbin'];
  return directories.some((directory) => existsSync(join(directory, program)));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
