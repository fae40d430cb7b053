import { run } from '../exec/run.js';

/** In a mount namespace of its own: takes the mount `$1` away and links the tree `$2` into the directory `$3`. */
const LINK_BELOW = 'umount --lazy "$1" && exec cp -al "$2" "$3"';

/**
 * Makes a directory's files appear in another one, as hard links with all attributes.
 *
 * Hard links do not cross mounts, not even between two of the same file system: podman mounts the directory of its
 * layers on itself. Where links fail for that, they are made in a mount namespace in which that mount is not there.
 *
 * @param from absolute path of a directory
 * @param to absolute path of a directory that is there
 * @throws {CommandError} when there can be no links
 */
export async function linkTree(from: string, to: string): Promise<void> {
  try {
    await run(['cp', '-al', `${from}/.`, to]);
  } catch (error) {
    const [mount, other] = await Promise.all([mountOf(from), mountOf(to)]);
    if (mount.point === other.point || mount.device !== other.device) throw error;
    await run([
      ...['unshare', '--mount', '--propagation', 'private'],
      ...['sh', '-c', LINK_BELOW, 'sh', mount.point, `${from}/.`, to],
    ]);
  }
}

interface Mount {
  point: string;
  /** `major:minor` */
  device: string;
}

async function mountOf(path: string): Promise<Mount> {
  const { stdout } = await run(['findmnt', '--json', '--output', 'TARGET,MAJ:MIN', '--target', path]);
  const [found] = (JSON.parse(stdout) as { filesystems: { target: string; 'maj:min': string }[] }).filesystems;
  return { point: found?.target ?? '/', device: found?.['maj:min'] ?? '' };
}
