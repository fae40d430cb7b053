import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/exec/run.js';

/** Where a container's use of something is told. */
export interface CgroupDirectory {
  version: 1 | 2;
  /** Absolute path on this machine. */
  path: string;
}

/** Controllers by what they count, as cgroup v1 names them. */
export type Controller = 'cpuacct' | 'memory';

/**
 * The cgroup of a container that runs on this machine, with everything in it: the cgroups that systemd and the kubelet
 * of a node make are below it.
 */
export async function cgroupOf(engine: string, container: string, controller: Controller): Promise<CgroupDirectory> {
  const { stdout } = await run([engine, 'inspect', '--format', '{{.State.Pid}} {{.Id}}', container]);
  const [pid = '', id = ''] = stdout.trim().split(' ');
  const membership = readFileSync(`/proc/${pid}/cgroup`, 'utf8');
  return findCgroup(membership, readFileSync('/proc/self/mountinfo', 'utf8'), id, controller);
}

/**
 * @param membership text of `/proc/PID/cgroup` of the container's first process (cgroups(7)); systemd may have moved it
 *   into a cgroup below the container's
 * @param mountinfo text of `/proc/self/mountinfo`
 * @param id the container's, which is part of the name of its cgroup
 * @throws when the container has no cgroup of its own
 */
export function findCgroup(membership: string, mountinfo: string, id: string, controller: Controller): CgroupDirectory {
  const v1 = mountPoint(mountinfo, 'cgroup', controller);
  const path = memberPath(membership, v1 === undefined ? '' : controller);
  const mount = v1 ?? mountPoint(mountinfo, 'cgroup2');
  const parts = path?.split('/') ?? [];
  const own = parts.findIndex((name) => name.includes(id));
  if (mount === undefined || own < 0) throw new Error(`container ${id} has no cgroup of its own for ${controller}`);
  return { version: v1 === undefined ? 2 : 1, path: join(mount, ...parts.slice(0, own + 1)) };
}

/** The path in a line `N:CONTROLLERS:PATH`; the one of cgroup v2 names no controllers. */
function memberPath(membership: string, controller: string): string | undefined {
  const lines = membership.split('\n').map((line) => /^\d+:([^:]*):(.*)$/.exec(line));
  return lines.find((match) => match?.[1]?.split(',').includes(controller))?.[2];
}

function mountPoint(mountinfo: string, type: string, controller?: string): string | undefined {
  for (const line of mountinfo.split('\n')) {
    const [before = '', after = ''] = line.split(' - ');
    const [fileSystem, , options = ''] = after.split(' ');
    if (fileSystem !== type) continue;
    if (controller === undefined || options.split(',').includes(controller)) return before.split(' ')[4];
  }
  return undefined;
}
