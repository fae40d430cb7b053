import { exists, readText } from '../files.js';
import type { World } from '../world.js';
import { mayRaiseLimits } from './capabilities.js';
import { type HardLimits, hardLimits } from './limits.js';
import { type Mount, parseMountinfo } from './mountinfo.js';

/** What boot needs to know of where it runs; read once, at its start. */
export interface Facts {
  /** The node runs in a user namespace: root here is not the machine's root. */
  userNamespace: boolean;
  /** CAP_SYS_RESOURCE: resource limits can be raised, OOM scores lowered. */
  mayRaiseLimits: boolean;
  hardLimits: HardLimits;
  cgroupVersion: 1 | 2;
  mounts: Mount[];
}

/** Reads the facts from /proc and /sys. */
export function readFacts(world: World): Facts {
  return {
    userNamespace: isUserNamespace(readText(world, '/proc/self/uid_map') ?? ''),
    mayRaiseLimits: mayRaiseLimits(readText(world, '/proc/self/status') ?? ''),
    hardLimits: hardLimits(readText(world, '/proc/self/limits') ?? ''),
    cgroupVersion: exists(world, '/sys/fs/cgroup/cgroup.controllers') ? 2 : 1,
    mounts: parseMountinfo(readText(world, '/proc/self/mountinfo') ?? ''),
  };
}

/**
 * Whether this user namespace is another than the machine's own, which maps every id to itself
 * (user_namespaces(7)).
 *
 * @param uidMap text of /proc/self/uid_map
 */
export function isUserNamespace(uidMap: string): boolean {
  return uidMap.trim().split(/\s+/).join(' ') !== '0 0 4294967295';
}
