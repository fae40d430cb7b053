import { copyFile, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hostArch } from '../../src/build/base/base-parts.js';
import type { Arch } from '../../src/build/part.js';
import { walk } from '../../src/build/rootfs/walk.js';
import { run } from '../../src/exec/run.js';

/** ELF's numbers of machines, elf(5). */
const MACHINES: Record<Arch, number> = { amd64: 62, arm64: 183 };
const EMULATORS: Record<Arch, string> = {
  amd64: '/usr/bin/qemu-x86_64-static',
  arm64: '/usr/bin/qemu-aarch64-static',
};

/** An image's file system as a directory, and its programs, run by an emulator of processors if need be. */
export class ForeignRoot {
  private constructor(
    readonly dir: string,
    private readonly arch: Arch,
  ) {}

  /**
   * Unpacks the layers of each image in an OCI layout.
   *
   * @param layout absolute path of the layout's directory
   * @param dir absolute path of the directory that gets a directory for each image
   */
  static async unpackAll(layout: string, dir: string, arch: Arch): Promise<ForeignRoot[]> {
    const { manifests } = (await readJson(layout, 'index.json')) as { manifests: { digest: string }[] };
    return await Promise.all(
      manifests.map(async ({ digest }, index) => {
        const root = new ForeignRoot(join(dir, String(index)), arch);
        await mkdir(root.dir, { recursive: true });
        const manifest = (await readJson(layout, ...blob(digest))) as { layers: { digest: string }[] };
        for (const { digest } of manifest.layers) {
          const layer = join(layout, ...blob(digest));
          await run(['tar', '--extract', '--numeric-owner', '--file', layer, '--directory', root.dir]);
        }
        if (arch !== hostArch) await copyFile(EMULATORS[arch], join(root.dir, '.emulator'));
        return root;
      }),
    );
  }

  /** What a program prints on standard output and error, whatever its exit code. */
  async output(program: string, ...args: string[]): Promise<string> {
    const emulator = this.arch === hostArch ? [] : ['/.emulator'];
    const { stdout, stderr } = await run(['chroot', this.dir, ...emulator, program, ...args], {
      okCodes: Array.from({ length: 256 }, (_, code) => code),
      timeout: 120_000,
    });
    return stdout + stderr;
  }

  /** Paths of ELF files for this root's architecture, and of those for others. */
  async elfFiles(): Promise<{ own: string[]; foreign: string[] }> {
    const found = { own: [] as string[], foreign: [] as string[] };
    for await (const { path, hostPath, stats } of walk(this.dir)) {
      if (!stats.isFile() || stats.size < 64 || path === '.emulator') continue;
      const machine = await machineOf(hostPath);
      if (machine !== undefined) found[machine === MACHINES[this.arch] ? 'own' : 'foreign'].push(path);
    }
    return found;
  }

  async remove(): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }
}

/** The number of the machine that an ELF file is for; undefined for other files. */
async function machineOf(path: string): Promise<number | undefined> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(20), 0, 20, 0);
    return buffer.readUInt32BE(0) === 0x7f454c46 ? buffer.readUInt16LE(18) : undefined;
  } finally {
    await file.close();
  }
}

const blob = (digest: string) => ['blobs', ...digest.split(':')];

async function readJson(...path: string[]): Promise<unknown> {
  return JSON.parse(await readFile(join(...path), 'utf8'));
}
