import type { Mount } from '../facts/mountinfo.js';
import type { BindMount } from '../mount.js';
import { hasCgroupNamespace, parseSelfCgroup } from './self.js';

const ROOT = '/sys/fs/cgroup';
/** The kubelet's cgroup root under the cgroupfs driver and under systemd. */
const KUBELET_DIRECTORIES = ['kubelet', 'kubelet.slice'];

/** What is to be done to a cgroup v1 host's hierarchies, in this order. */
export interface CgroupPlan {
  cgroupNamespace: boolean;
  /** Mount points to take away. */
  unmount: string[];
  /** Empty directories to remove, so that nothing is mounted there again. */
  remove: string[];
  /** What /proc/cgroups must look like while systemd starts; undefined: as it is. */
  procCgroups: string | undefined;
  /** Directories to make; `cpusetOf` is the cgroup whose CPUs and memory nodes a new one must be given. */
  make: { path: string; cpusetOf?: string }[];
  binds: BindMount[];
}

/**
 * Plans cgroup v1 (spec §4.2, step 5): nothing in the node sees a hierarchy that its runtimes can't handle or that
 * shows the whole host, and the kubelet's root cgroups are there before systemd, bound onto themselves, because
 * systemd removes empty cgroups that it doesn't know.
 *
 * @param mounts of the node
 * @param selfCgroup text of /proc/self/cgroup
 * @param procCgroups text of /proc/cgroups
 */
export function planCgroupV1(mounts: readonly Mount[], selfCgroup: string, procCgroups: string): CgroupPlan {
  const cgroupNamespace = hasCgroupNamespace(parseSelfCgroup(selfCgroup));
  const all = mounts.filter(({ type, point }) => type === 'cgroup' && point.startsWith(`${ROOT}/`));
  const isMisc = ({ superOptions }: Mount) => superOptions.includes('misc');
  // Without a namespace, a mount whose root isn't this container's own cgroup shows the whole host's.
  const unwanted = all.filter((mount) => (cgroupNamespace ? isMisc(mount) : mount.root === '/'));
  const kept = all.filter((mount) => !unwanted.includes(mount));
  const hostPaths = cgroupNamespace ? [] : hostPathBinds(kept, mounts);
  const kubelet = kept.flatMap((mount) => KUBELET_DIRECTORIES.map((name) => kubeletDirectory(mount, name)));
  // systemd makes its own hierarchy where the host has none; it must not remove this one either.
  if (!kept.some(({ point }) => point.startsWith(`${ROOT}/systemd`))) {
    kubelet.push({ path: `${ROOT}/systemd/kubelet.slice` });
  }
  return {
    cgroupNamespace,
    unmount: unwanted.map(({ point }) => point),
    remove: cgroupNamespace ? unwanted.map(({ point }) => point) : [],
    procCgroups: cgroupNamespace ? withoutMisc(procCgroups) : undefined,
    make: [...hostPaths.map(({ to }) => ({ path: to })), ...kubelet],
    binds: [...hostPaths, ...kubelet.map(({ path }) => ({ from: path, to: path }))],
  };
}

function kubeletDirectory({ point, superOptions }: Mount, name: string): { path: string; cpusetOf?: string } {
  const path = `${point}/${name}`;
  return superOptions.includes('cpuset') ? { path, cpusetOf: point } : { path };
}

/**
 * Engines show a container its own cgroup as the root of each hierarchy, while /proc/self/cgroup has the host's
 * path. Bound once more at that path, both are right.
 */
function hostPathBinds(kept: readonly Mount[], mounts: readonly Mount[]): BindMount[] {
  return kept
    .map(({ root, point }) => ({ from: point, to: `${point}${root}` }))
    .filter(({ to }) => !mounts.some(({ point }) => point === to));
}

function withoutMisc(procCgroups: string): string | undefined {
  const lines = procCgroups.split('\n');
  const rest = lines.filter((line) => !line.startsWith('misc\t'));
  return rest.length === lines.length ? undefined : rest.join('\n');
}
