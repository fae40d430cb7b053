import { hasCgroupNamespace, parseSelfCgroup } from '../../boot/cgroup/self.js';
import { type Mount, parseMountinfo } from '../../boot/facts/mountinfo.js';
import { readText } from '../../boot/files.js';
import type { World } from '../../boot/world.js';

const ROOT = '/sys/fs/cgroup';

/** Options that belong to every mount, or that only the first mount of a hierarchy may say. */
const NOT_FOR_MOUNT = /^(rw|ro|xattr|clone_children|release_agent=.*|nsdelegate|memory_recursiveprot|favordynmods)$/;

/**
 * Whether this process sees the cgroups of the whole machine: engines give privileged containers a cgroup namespace of
 * their own with `--cgroupns=private`, which is not every engine's default. systemd and the kubelet would then take
 * the machine's cgroups for theirs.
 */
export function seesForeignCgroups(world: World): boolean {
  return !hasCgroupNamespace(parseSelfCgroup(readText(world, '/proc/self/cgroup') ?? ''));
}

/** Mounts each cgroup hierarchy anew that shows more than this process' cgroup namespace, which is new. */
export async function remountCgroups(world: World): Promise<void> {
  const mounts = cgroupMountsToRenew(parseMountinfo(readText(world, '/proc/self/mountinfo') ?? ''));
  for (const { point } of [...mounts].reverse()) await world.run(['umount', point]);
  for (const { type, point, options } of mounts) {
    await world.run(['mount', '-t', type, ...(options ? ['-o', options] : []), 'cgroup', point]);
  }
}

/**
 * Seen from a cgroup namespace, the root of a mount that shows more than the namespace is outside of it: `/..`.
 *
 * @param mounts of this process, as it sees them
 */
export function cgroupMountsToRenew(mounts: readonly Mount[]): { type: string; point: string; options: string }[] {
  return mounts
    .filter(({ type, point, root }) => {
      const isCgroup = type === 'cgroup' || type === 'cgroup2';
      return isCgroup && (point === ROOT || point.startsWith(`${ROOT}/`)) && root !== '/';
    })
    .map(({ type, point, superOptions }) => ({
      type,
      point,
      options: superOptions.filter((option) => !NOT_FOR_MOUNT.test(option)).join(','),
    }));
}
