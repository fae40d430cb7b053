/**
 * The cgroups a process is in, by hierarchy: the key is the list of controllers as the kernel writes it (`cpu`,
 * `cpu,cpuacct`, `name=systemd`, empty for the cgroup v2 hierarchy).
 *
 * @param text of /proc/self/cgroup (cgroups(7))
 */
export function parseSelfCgroup(text: string): Map<string, string> {
  const paths = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\d+:([^:]*):(.*)$/.exec(line);
    if (match) paths.set(match[1] ?? '', match[2] ?? '');
  }
  return paths;
}

/** Whether the process has a cgroup namespace of its own: it then is in the root of every hierarchy it sees. */
export function hasCgroupNamespace(paths: ReadonlyMap<string, string>): boolean {
  return [...paths.values()].every((path) => path === '/');
}
