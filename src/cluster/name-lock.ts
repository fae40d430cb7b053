import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KindlingError } from '../errors.js';
import { isRunning } from '../exec/is-running.js';

/**
 * Holds a cluster's name on this host while `action` runs, so that two creates of one name cannot destroy each
 * other. A lock whose process is gone is taken over.
 *
 * @param key unique to the engine and the cluster name, made of file name characters
 * @throws {KindlingError} CLUSTER_EXISTS when another process holds the name
 */
export async function withNameLock<T>(key: string, name: string, action: () => Promise<T>): Promise<T> {
  const directory = join(tmpdir(), `kindling-${process.getuid?.() ?? 'user'}`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `${key}.lock`);
  await acquire(path, name);
  try {
    return await action();
  } finally {
    await rm(path, { force: true });
  }
}

/** Takes the lock by linking a complete file to its name, so that nobody ever sees it without its holder. */
async function acquire(path: string, name: string): Promise<void> {
  const own = `${path}.${process.pid}.${randomUUID()}`;
  await writeFile(own, `${process.pid}\n`, { mode: 0o600 });
  try {
    while (!(await tryLink(own, path))) {
      const holder = Number(await readFile(path, 'utf8').catch(() => ''));
      if (holder > 0 && isRunning(holder)) {
        throw new KindlingError('CLUSTER_EXISTS', `another process (${holder}) is creating the cluster "${name}" now`, {
          hint: 'wait until it is done, or choose another --name',
        });
      }
      // Of several that find a stale lock, one can move it away; the others look again.
      await rename(path, `${own}.stale`).catch(() => {});
      await rm(`${own}.stale`, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
