import { chmodSync, chownSync, statSync } from 'node:fs';
import { messageOf } from '../../../errors.js';
import type { Facts } from '../facts/facts.js';
import { exists } from '../files.js';
import type { World } from '../world.js';

/** Set-user-id and set-group-id bits. */
const SETUID = 0o6000;

/**
 * Mounts as systemd wants them in a container: /sys read-only (then it starts no udev), everything else shared, so
 * that mounts made by containerd and kubelet reach containers (spec §4.2, step 4).
 */
export async function fixMounts(world: World, facts: Facts): Promise<void> {
  for (const program of ['/usr/bin/mount', '/usr/bin/umount']) disarm(world, program);
  if (facts.mounts.some(({ point, type }) => point === '/' && type === 'aufs')) await world.run(['sync']);
  try {
    await world.run(['mount', '-o', 'remount,ro', '/sys']);
  } catch (error) {
    if (!facts.userNamespace) throw error;
    world.log('INFO', `could not make /sys read-only in this user namespace: ${messageOf(error)}`);
  }
  // Where the user has mounts that propagate to the host, Docker lets the volume on /var propagate too: every pod's
  // mounts would stay on the host, and keep the volume from being removed.
  if (facts.mounts.some(({ point }) => point === '/var')) await world.run(['mount', '--make-private', '/var']);
  await world.run(['mount', '--make-rshared', '/']);
}

/** Owned by root without set-user-id: engines that remap users may have shifted owners. Untouched when it is so. */
function disarm(world: World, program: string): void {
  if (!exists(world, program)) return;
  const real = world.path(program);
  const { uid, gid, mode } = statSync(real);
  const permissions = mode & 0o7777;
  if ((uid !== 0 || gid !== 0) && process.getuid?.() === 0) chownSync(real, 0, 0);
  if ((permissions & SETUID) !== 0) chmodSync(real, permissions & ~SETUID);
}
