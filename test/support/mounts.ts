import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/exec/run.js';

/** A directory on a mount of its own that propagates what is mounted below it. */
export class SharedDirectory {
  private constructor(readonly path: string) {}

  /** @param folders to make in it */
  static async create(folders: readonly string[]): Promise<SharedDirectory> {
    const path = await mkdtemp(join(tmpdir(), 'kindling-mounts-'));
    await run(['mount', '--bind', path, path]);
    await run(['mount', '--make-shared', path]);
    for (const folder of folders) await mkdir(join(path, folder));
    return new SharedDirectory(path);
  }

  /** Mounts an empty file system on a new folder, given relative to this directory. */
  async mount(folder: string): Promise<void> {
    await mkdir(join(this.path, folder));
    await run(['mount', '-t', 'tmpfs', 'tmpfs', join(this.path, folder)]);
  }

  /** Takes everything away that is mounted here, and the directory. */
  async dispose(): Promise<void> {
    await run(['umount', '--recursive', '--lazy', this.path]);
    await rm(this.path, { recursive: true });
  }
}
