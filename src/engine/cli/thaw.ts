import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Thaws what is frozen in a container (cgroup v1). The runc in a node freezes a pod for a moment when it sets it up; if
 * it is killed just then, nobody thaws the pod, and a frozen process does not even heed SIGKILL.
 *
 * @param pid of the container's first process, on this machine
 * @param root where the kernel's file systems are; default `/`
 * @returns how many groups were thawed; 0 where there is no such process or no cgroup v1 freezer
 * @see kernel documentation, cgroup-v1/freezer-subsystem
 */
export async function thaw(pid: number, root = '/'): Promise<number> {
  const membership = await readFile(join(root, 'proc', String(pid), 'cgroup'), 'utf8').catch(() => '');
  const path = /^\d+:freezer:(\/.+)$/m.exec(membership)?.[1];
  if (path === undefined) return 0;
  const top = join(root, 'sys/fs/cgroup/freezer', path);
  const files = (await readdir(top, { recursive: true }).catch(() => [])).filter((name) =>
    name.endsWith('freezer.state'),
  );
  // A group thaws only below groups that are thawed.
  const sorted = files.sort((a, b) => dirname(a).length - dirname(b).length);
  let thawed = 0;
  for (const file of sorted) {
    const state = join(top, file);
    if ((await readFile(state, 'utf8').catch(() => '')).trim() === 'THAWED') continue;
    await writeFile(state, 'THAWED').then(
      () => thawed++,
      () => {}, // the group is gone
    );
  }
  return thawed;
}
