import { fixCgroups } from './cgroup/fix.js';
import { allowCgroupV1 } from './cgroup/kubelet-drop-in.js';
import { setUpContainerd } from './containerd/setup.js';
import { type Facts, readFacts } from './facts/facts.js';
import { validateUserNamespace } from './facts/validate.js';
import { bindAll } from './mount.js';
import { type BootOptions, setUpNetwork } from './network/setup.js';
import { raiseInotifyLimits } from './system/inotify-limits.js';
import { limitUnits } from './system/limits-drop-ins.js';
import { newMachineId } from './system/machine-id.js';
import { fixMounts } from './system/mounts.js';
import { fakeProduct } from './system/product.js';
import { configureProxy } from './system/proxy.js';
import type { World } from './world.js';

/**
 * Prepares a container to be a Kubernetes node, up to the point where systemd can be started (spec §4.2). Three
 * strands that don't depend on each other run at once: most of the time is spent waiting for other programs.
 *
 * @throws {KindlingError} when the node can't work here
 */
export async function boot(world: World, options: BootOptions = {}): Promise<void> {
  const facts = readFacts(world);
  validateUserNamespace(world, facts);
  await Promise.all([setUpNetwork(world, options), setUpContainerd(world, facts), setUpSystem(world, facts)]);
}

async function setUpSystem(world: World, facts: Facts): Promise<void> {
  configureProxy(world);
  newMachineId(world);
  limitUnits(world, facts);
  raiseInotifyLimits(world);
  allowCgroupV1(world, facts);
  await fixMounts(world, facts);
  await fixCgroups(world, facts);
  await bindAll(world, fakeProduct(world));
}
