import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { KindlingError } from '../../errors.js';
import { run } from '../../exec/run.js';

/**
 * A root file system under construction, in a directory of the host. Paths are absolute within it (`/etc/hosts`).
 * Parents are made as needed (mode 0755), and modes are exact whatever the umask.
 */
export class Tree {
  /** @param root absolute path of the directory on the host; made by the first write when it does not exist */
  constructor(readonly root: string) {}

  /**
   * The host's path of `path`. Symlinks inside the tree are not followed: absolute ones would lead to the host.
   * @throws {KindlingError} INTERNAL when the path leaves the tree
   */
  at(path: string): string {
    const clean = normalize(`/${path}`);
    if (clean.startsWith('/..')) throw new KindlingError('INTERNAL', `path "${path}" leaves the root file system`);
    return join(this.root, clean);
  }

  async dir(path: string, mode = 0o755): Promise<void> {
    await mkdir(this.at(path), { recursive: true });
    await chmod(this.at(path), mode);
  }

  /** Writes a file, replacing what is there (a symlink is replaced, not followed). */
  async file(path: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
    const target = await this.vacate(path);
    await writeFile(target, content);
    await chmod(target, mode);
  }

  /** Makes a symlink, replacing what is there. */
  async link(path: string, target: string): Promise<void> {
    await symlink(target, await this.vacate(path));
  }

  /** Copies a file of the host into the tree, owned by root, replacing what is there. */
  async copyFile(source: string, path: string, mode: number): Promise<void> {
    const target = await this.vacate(path);
    await copyFile(source, target, constants.COPYFILE_FICLONE);
    await chmod(target, mode);
  }

  /**
   * Copies what is in a directory of the host into one of the tree, which may exist: owners, modes, hard links and
   * symlinks as they are.
   */
  async copyTree(source: string, path: string): Promise<void> {
    await mkdir(this.at(path), { recursive: true });
    await run(['cp', '--archive', '--reflink=auto', '--no-target-directory', source, this.at(path)]);
  }

  /** Moves a file or directory within the tree; directories are merged. */
  async move(from: string, to: string): Promise<void> {
    const source = await lstat(this.at(from));
    const target = await lstat(this.at(to)).catch(() => undefined);
    if (source.isDirectory() && target?.isDirectory()) {
      for (const name of await readdir(this.at(from))) await this.move(join(from, name), join(to, name));
      await rm(this.at(from), { recursive: true });
      return;
    }
    await mkdir(dirname(this.at(to)), { recursive: true });
    await rename(this.at(from), this.at(to));
  }

  /** Removes files and directories; what is not there is ignored. */
  async remove(...paths: readonly string[]): Promise<void> {
    for (const path of paths) await rm(this.at(path), { recursive: true, force: true });
  }

  async has(path: string): Promise<boolean> {
    return (await lstat(this.at(path)).catch(() => undefined)) !== undefined;
  }

  /** Names in a directory, sorted; none when it does not exist. */
  async list(path: string): Promise<string[]> {
    return (await readdir(this.at(path)).catch(() => [])).sort();
  }

  /** The host's path of a file to be put there by others: nothing is there, but the directory is. */
  async vacant(path: string): Promise<string> {
    return await this.vacate(path);
  }

  private async vacate(path: string): Promise<string> {
    const target = this.at(path);
    await mkdir(dirname(target), { recursive: true });
    await rm(target, { recursive: true, force: true });
    return target;
  }
}
