import { KindlingError } from '../../../errors.js';
import { readText } from '../files.js';
import type { World } from '../world.js';
import type { Facts } from './facts.js';

/** Open files below which Kubernetes in a user namespace is likely to run out (spec §4.2, step 1). */
const ENOUGH_FILES = 64000;
const NEEDED_CONTROLLERS = ['cpu', 'memory', 'pids'];

/**
 * Checks what a node in a user namespace (a rootless engine) needs from its host: a warning for few open files.
 *
 * @throws {KindlingError} NODE_FAILED with cgroup v1, or when cgroup controllers are not delegated
 */
export function validateUserNamespace(world: World, facts: Facts): void {
  if (!facts.userNamespace) return;
  world.log('INFO', 'running in a user namespace (experimental)');
  const { nofile } = facts.hardLimits;
  if (nofile !== 'infinity' && Number(nofile) < ENOUGH_FILES) {
    world.log('WARN', `the hard limit of open files (RLIMIT_NOFILE) is ${nofile}, expected at least ${ENOUGH_FILES}`);
  }
  if (facts.cgroupVersion !== 2) {
    throw new KindlingError('NODE_FAILED', 'user namespaces (rootless engines) need cgroup v2, and the host has v1');
  }
  const controllers = (readText(world, '/sys/fs/cgroup/cgroup.controllers') ?? '').trim().split(/\s+/);
  for (const controller of NEEDED_CONTROLLERS) {
    if (controllers.includes(controller)) continue;
    throw new KindlingError(
      'NODE_FAILED',
      `user namespaces need the "${controller}" cgroup controller, but only these are delegated: ${controllers.join(' ')}`,
      { hint: 'set the systemd property "Delegate=yes" for the engine\'s user session' },
    );
  }
}
