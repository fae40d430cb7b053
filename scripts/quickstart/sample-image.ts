import { chmod, copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeImageArchive } from '../../src/build/archive/image-archive.js';
import type { Architecture } from '../../src/build/archive/image-spec.js';

const EXAMPLE = fileURLToPath(new URL('../../../examples/hello/', import.meta.url));

/** The programs of busybox that the sample application and people who try things in its pods use. */
const APPLETS =
  'cat echo env hostname httpd id ip ls mkdir nc nslookup ping ps sh sleep sync test timeout touch vi wget'.split(' ');

export const SAMPLE_IMAGE = 'localhost/hello:1';

/**
 * Makes the sample application's image of busybox (Debian's static one) and a script, and hands its archive to
 * `use`. Nothing is left behind.
 */
export async function withSampleImage<T>(use: (archive: string) => Promise<T>): Promise<T> {
  const work = await mkdtemp(join(tmpdir(), 'kindling-sample-'));
  try {
    const root = join(work, 'root');
    await mkdir(join(root, 'bin'), { recursive: true });
    await mkdir(join(root, 'tmp'));
    await chmod(join(root, 'tmp'), 0o1777);
    await copyFile('/bin/busybox', join(root, 'bin/busybox'));
    await copyFile(join(EXAMPLE, 'serve.sh'), join(root, 'bin/serve'));
    for (const applet of APPLETS) await symlink('busybox', join(root, 'bin', applet));
    const archive = join(work, 'hello.tar');
    const architecture: Architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';
    const run = { Cmd: ['/bin/sh', '/bin/serve'], Env: ['PATH=/bin'] };
    await writeImageArchive(archive, [{ names: [SAMPLE_IMAGE], architecture, run, layers: [root] }]);
    return await use(archive);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
