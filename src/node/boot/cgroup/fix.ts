import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import type { Facts } from '../facts/facts.js';
import { readText, writeText } from '../files.js';
import { type BindMount, bindAll } from '../mount.js';
import type { World } from '../world.js';
import { planCgroupV1 } from './plan-v1.js';

const FAKE_CGROUPS = '/kind/fake-cgroups';

/**
 * Makes the host's cgroups fit for systemd and the kubelet. With cgroup v2 there's nothing to do: the kubelet's
 * cgroup is made by its unit, once systemd has left the root cgroup. The text `detected cgroup v1` is what upstream
 * kind waits for on such hosts.
 */
export async function fixCgroups(world: World, facts: Facts): Promise<void> {
  world.log('INFO', `detected cgroup v${facts.cgroupVersion}`);
  if (facts.cgroupVersion === 1) await fixV1(world, facts);
}

async function fixV1(world: World, facts: Facts): Promise<void> {
  const plan = planCgroupV1(
    facts.mounts,
    readText(world, '/proc/self/cgroup') ?? '',
    readText(world, '/proc/cgroups') ?? '',
  );
  if (!plan.cgroupNamespace) {
    world.log('WARN', 'no cgroup namespace: please use cgroup v2, or run nodes with --cgroupns=private');
  }
  for (const point of plan.unmount) await world.run(['umount', world.path(point)]);
  for (const directory of plan.remove) rmdirSync(world.path(directory));
  const binds: BindMount[] = [];
  if (plan.procCgroups !== undefined) {
    writeText(world, FAKE_CGROUPS, plan.procCgroups);
    binds.push({ from: FAKE_CGROUPS, to: '/proc/cgroups' });
  }
  await world.run(['mount', '--make-rprivate', '/sys/fs/cgroup']);
  for (const { path, cpusetOf } of plan.make) {
    mkdirSync(world.path(path), { recursive: true });
    if (cpusetOf) inheritCpuset(world, cpusetOf, path);
  }
  await bindAll(world, [...binds, ...plan.binds]);
}

/** A new cpuset is empty, and no process can enter it (cpuset(7)). */
function inheritCpuset(world: World, parent: string, child: string): void {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    writeFileSync(world.path(`${child}/${file}`), readText(world, `${parent}/${file}`) ?? '');
  }
}
