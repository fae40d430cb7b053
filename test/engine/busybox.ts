import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const call = promisify(execFile);

/**
 * A static busybox: this machine's, where the package busybox-static is installed, else the one in the package.
 *
 * @throws when there is neither
 */
export async function staticBusybox(): Promise<Buffer> {
  for (const path of ['/usr/bin/busybox', '/bin/busybox']) {
    const { stdout } = await call(path, ['ldd', path]).catch(() => ({ stdout: 'dynamic' }));
    const content = await readFile(path).catch(() => undefined);
    if (content && !content.includes('ld-linux') && stdout !== '') return content;
  }
  return await fromPackage();
}

async function fromPackage(): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'kindling-busybox-'));
  try {
    await call('apt-get', ['download', 'busybox-static'], { cwd: directory });
    const [file = ''] = await readdir(directory);
    await call('dpkg-deb', ['-x', file, 'root'], { cwd: directory });
    return await readFile(join(directory, 'root', 'bin', 'busybox'));
  } catch (cause) {
    throw new Error('the engine tests need a static busybox: install the package "busybox-static"', { cause });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
