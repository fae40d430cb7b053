import { lstat, readlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { KindlingError } from '../../errors.js';
import { readElfLinks } from './elf.js';
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
  const libraries = await libraryDirectories(from);
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
      for (const name of links?.needed ?? [])
        queue.push(await findLibrary(from, libraries, name, { path: real, machine: links?.machine }));
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
  const directories = await libraryDirectories(from);
  const libraries = (links?.needed ?? []).map((name) =>
    findLibrary(from, directories, name, { path: program, machine: links?.machine }),
  );
  await copyClosure(from, to, [...(links?.interpreter ? [links.interpreter] : []), ...(await Promise.all(libraries))]);
}

/** `path` with its directories' symlinks resolved, but not a symlink that it is itself. */
async function realPath(tree: Tree, path: string): Promise<string> {
  const [first = '', ...rest] = path.split('/').filter((part) => part !== '');
  const top = await lstat(tree.at(`/${first}`)).catch(() => undefined);
  if (rest.length === 0 || !top?.isSymbolicLink()) return path;
  return join('/', await readlink(tree.at(`/${first}`)), ...rest);
}

/** Directories of Debian's loader: /usr/lib/<triplet> and /usr/lib. */
async function libraryDirectories(tree: Tree): Promise<string[]> {
  const triplets = (await tree.list('/usr/lib')).filter((name) => name.endsWith('-linux-gnu'));
  return [...triplets.map((name) => `/usr/lib/${name}`), '/usr/lib'];
}

/** A library for the machine that its user is for: a host may have those of others as well. */
async function findLibrary(
  tree: Tree,
  directories: readonly string[],
  name: string,
  user: { path: string; machine: number | undefined },
): Promise<string> {
  for (const directory of directories) {
    const path = `${directory}/${name}`;
    if (!(await tree.has(path))) continue;
    const links = await readElfLinks(tree.at(path));
    if (links === undefined || links.machine === user.machine) return path;
  }
  throw new KindlingError(
    'BUILD_FAILED',
    `cannot copy "${user.path}" into an image: its library ${name} is not in the base`,
  );
}
