import type { Tree } from '../rootfs/tree.js';

/**
 * Moves /bin, /sbin and /lib* into /usr and leaves links: Debian's layout since bookworm, which its packages expect
 * but leave to the installer (https://wiki.debian.org/UsrMerge).
 */
export async function mergeUsr(tree: Tree): Promise<void> {
  for (const name of ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32']) {
    if (!(await tree.has(`/${name}`))) continue;
    await tree.dir(`/usr/${name}`);
    await tree.move(`/${name}`, `/usr/${name}`);
    await tree.link(`/${name}`, `usr/${name}`);
  }
}
