import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/exec/run.js';

/**
 * A static busybox: this machine's, where the Debian package busybox-static is installed, else from that package.
 *
 * @throws {Error} when there is neither
 */
export async function staticBusybox(): Promise<Buffer> {
  const installed = await readFile('/bin/busybox').catch(() => undefined);
  if (installed && !installed.includes('/ld-linux')) return installed;
  const directory = await mkdtemp(join(tmpdir(), 'kindling-test-busybox-'));
  try {
    await run(['apt-get', 'download', 'busybox-static'], { cwd: directory });
    const [file = ''] = await readdir(directory);
    await run(['dpkg-deb', '-x', file, 'root'], { cwd: directory });
    return await readFile(join(directory, 'root', 'bin', 'busybox'));
  } catch (cause) {
    throw new Error('the engine tests need a static busybox: install the package "busybox-static"', { cause });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
