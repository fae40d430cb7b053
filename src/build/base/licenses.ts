import { copyFile, lstat, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Tree } from '../rootfs/tree.js';

/** Keeps Debian's copyright files as /LICENSES/debian/PACKAGE/copyright: /usr/share/doc itself is trimmed. */
export async function keepLicenses(tree: Tree): Promise<void> {
  for (const name of await tree.list('/usr/share/doc')) {
    const source = tree.at(`/usr/share/doc/${name}/copyright`);
    // Some packages share a directory by a symlink: the other package's own entry has the file.
    const directory = await lstat(dirname(source));
    const file = await lstat(source).catch(() => undefined);
    if (!directory.isDirectory() || !file?.isFile()) continue;
    const target = tree.at(`/LICENSES/debian/${name}/copyright`);
    await mkdir(dirname(target), { recursive: true });
    await copyFile(source, target);
  }
}
