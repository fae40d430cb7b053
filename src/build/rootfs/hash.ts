import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { walk } from './walk.js';

/** SHA-256, in hex, of files and directories of the host: names below each, kinds, executable bits, contents. */
export async function hashFiles(...paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) {
    if (!(await stat(path)).isDirectory()) {
      hash.update(await readFile(path));
      continue;
    }
    for await (const entry of walk(path)) {
      hash.update(`${entry.path}\0${entry.stats.isDirectory() ? 'd' : entry.stats.mode & 0o111}\0`);
      if (entry.stats.isFile()) hash.update(await readFile(entry.hostPath));
    }
  }
  return hash.digest('hex');
}

/** In a bundle, the hash below as it was before; elsewhere it is not defined. */
declare const BUNDLED_BUILD_CODE: string | undefined;

/**
 * A hash of the programs that lay out and write images: an image made by other code is another image. Covers the
 * folders beside this one, without tests.
 */
export async function hashOfBuildCode(): Promise<string> {
  if (typeof BUNDLED_BUILD_CODE === 'string') return BUNDLED_BUILD_CODE;
  const build = join(dirname(fileURLToPath(import.meta.url)), '..');
  const hash = createHash('sha256');
  for (const folder of ['archive', 'base', 'rootfs', 'store']) {
    const names = await readdir(join(build, folder));
    for (const name of names.filter((n) => /(?<!\.test)\.(js|ts)$/.test(n) && !n.endsWith('.d.ts')).sort()) {
      hash.update(`${folder}/${name}\0`).update(await readFile(join(build, folder, name)));
    }
  }
  return hash.digest('hex');
}
