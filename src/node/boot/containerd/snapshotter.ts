import type { Facts } from '../facts/facts.js';
import { exists, readText } from '../files.js';
import type { World } from '../world.js';
import { canOverlay } from './overlay.js';

const ZFS = 0x2fc12fc1;
const FUSE = 0x65735546;

/**
 * The containerd snapshotter for this node (spec §4.2, step 2): what KIND_EXPERIMENTAL_CONTAINERD_SNAPSHOTTER says,
 * else what the file system under the node allows, else overlayfs.
 */
export async function chooseSnapshotter(world: World, facts: Facts): Promise<string> {
  const wanted = world.env.KIND_EXPERIMENTAL_CONTAINERD_SNAPSHOTTER;
  if (wanted) return wanted;
  const fsType = world.fsType('/kind');
  if (fsType === ZFS) return 'native';
  if (fsType === FUSE) return 'fuse-overlayfs';
  if (facts.userNamespace && !(await overlayPreferable(world))) return 'fuse-overlayfs';
  return 'overlayfs';
}

/** Whether overlayfs can be relied on in a user namespace. */
async function overlayPreferable(world: World): Promise<boolean> {
  // Only kernels with a distribution's patch have it; theirs loses track of whiteouts in user namespaces.
  if (exists(world, '/sys/module/overlay/parameters/permit_mounts_in_userns')) return false;
  if (!(await canOverlay(world, '/kind'))) return false;
  const label = readText(world, '/proc/self/attr/current') ?? '';
  if (/^\w+_u:\w+_r:/.test(label)) {
    world.log('WARN', 'SELinux is on: overlayfs in a user namespace may not work; fuse-overlayfs is the alternative');
  }
  return true;
}
