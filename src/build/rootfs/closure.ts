import { lstat, readlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { KindlingError } from '../../errors.js';
import { type ElfLinks, readElfLinks } from './elf.js';
import type { Tree } from './tree.js';

/**
 * Copies programs with all they need to run from one root file system into another: the symlinks that lead to them,
 * the dynamic loader, and shared libraries, theirs too. What they open by themselves while running (plugins,
 * configuration) has to be named.
 *
 * Directories that are symlinks in `from` (/lib → usr/lib) have to be the same in `to`.
 *
 * @param paths absolute paths in `from` of files or symlinks; a directory stands for all that is in it
 * @throws {KindlingError} BUILD_FAILED when a path or a library is not there
 */
export async function copyClosure(from: Tree, to: Tree, paths: readonly string[]): Promise<void> {
  const done = new Set<string>();
  const queue = [...paths];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const real = await realPath(from, path);
    if (done.has(real)) continue;
    done.add(real);
    const stats = await lstat(from.at(real)).catch(() => undefined);
    if (stats === undefined) {
      throw new KindlingError('BUILD_FAILED', `cannot copy "${path}" into an image: it is not in the base`);
    }
    if (stats.isSymbolicLink()) {
      const target = await readlink(from.at(real));
      await to.link(real, target);
      queue.push(resolve(dirname(real), target));
    } else if (stats.isDirectory()) {
      queue.push(...(await from.list(real)).map((name) => `${real}/${name}`));
    } else {
      await to.copyFile(from.at(real), real, stats.mode & 0o777);
      const links = await readElfLinks(from.at(real));
      if (links?.interpreter) queue.push(links.interpreter);
      if (links) queue.push(...(await librariesOf(links, from, real)));
    }
  }
}

/**
 * Copies what a program from elsewhere needs to run: its loader and libraries, from one root file system into another.
 *
 * @param program path of an ELF file of the host
 */
export async function copyLibraries(from: Tree, to: Tree, program: string): Promise<void> {
  const links = await readElfLinks(program);
  if (!links) return;
  const libraries = await librariesOf(links, from, program);
  await copyClosure(from, to, [...(links.interpreter ? [links.interpreter] : []), ...libraries]);
}

/** `path` with its directories' symlinks resolved, but not a symlink that it is itself. */
async function realPath(tree: Tree, path: string): Promise<string> {
  const [first = '', ...rest] = path.split('/').filter((part) => part !== '');
  const top = await lstat(tree.at(`/${first}`)).catch(() => undefined);
  if (rest.length === 0 || !top?.isSymbolicLink()) return path;
  return join('/', await readlink(tree.at(`/${first}`)), ...rest);
}

/** Debian's directories of libraries, by ELF's number of the machine: a system can have those of several. */
const TRIPLETS: Readonly<Record<number, string>> = { 62: 'x86_64-linux-gnu', 183: 'aarch64-linux-gnu' };

/** @returns absolute paths in `from` of the libraries that a program needs */
async function librariesOf({ machine, needed }: ElfLinks, from: Tree, program: string): Promise<string[]> {
  const directories = [`/usr/lib/${TRIPLETS[machine]}`, '/usr/lib'];
  return await Promise.all(needed.map((name) => findLibrary(from, directories, name, program)));
}

async function findLibrary(tree: Tree, directories: readonly string[], name: string, user: string): Promise<string> {
  for (const directory of directories) {
    if (await tree.has(`${directory}/${name}`)) return `${directory}/${name}`;
  }
  throw new KindlingError(
    'BUILD_FAILED',
    `cannot copy "${user}" into an image: its library ${name} is not in the base`,
  );
}
