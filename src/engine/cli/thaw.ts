import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A container whose processes are of this machine. */
export interface LocalContainer {
  id: string;
  /** Its first process, which may have ended while others cannot. */
  pid: number;
}

/**
 * Thaws what is frozen in a container (cgroup v1). The runc in a node freezes a pod for a moment when it sets it up; if
 * it is killed just then, nobody thaws the pod, and a frozen process does not even heed SIGKILL.
 *
 * @param root where the kernel's file systems are; default `/`
 * @returns how many groups were thawed; 0 where there is no such process or no cgroup v1 freezer
 * @see kernel documentation, cgroup-v1/freezer-subsystem
 */
export async function thaw({ id, pid }: LocalContainer, root = '/'): Promise<number> {
  const groups = await Promise.all((await withDescendants(pid, root)).map((each) => groupOf(id, each, root)));
  let thawed = 0;
  for (const group of new Set(groups.filter((each) => each !== undefined))) {
    thawed += await thawGroup(join(root, 'sys/fs/cgroup/freezer', group));
  }
  return thawed;
}

/** A process that was killed leaves its group, but remains its descendants' parent until they have ended. */
async function withDescendants(pid: number, root: string): Promise<number[]> {
  const file = join(root, `proc/${pid}/task/${pid}/children`);
  const children = (await readFile(file, 'utf8').catch(() => '')).split(' ').filter((each) => /^\d+$/.test(each));
  return [pid, ...(await Promise.all(children.map((child) => withDescendants(Number(child), root)))).flat()];
}

/** @returns the container's group in the freezer's hierarchy, if the process is in it: engines name it after the ID */
async function groupOf(id: string, pid: number, root: string): Promise<string | undefined> {
  const membership = await readFile(join(root, `proc/${pid}/cgroup`), 'utf8').catch(() => '');
  const names = /^\d+:(?:\S+,)?freezer(?:,\S+)?:(\/.+)$/m.exec(membership)?.[1]?.split('/') ?? [];
  const index = names.findIndex((name) => name.includes(id));
  return index < 0 ? undefined : names.slice(0, index + 1).join('/');
}

async function thawGroup(top: string): Promise<number> {
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
