import { hostArch } from '../../src/build/base/base-parts.js';
import { run } from '../../src/exec/run.js';
import { type DebianPackage, installDebianPackages } from './debian-packages.js';

const LIBRARIES = '/usr/lib/aarch64-linux-gnu';

const CROSS: DebianPackage[] = [
  { name: 'gcc-aarch64-linux-gnu', file: '/usr/bin/aarch64-linux-gnu-gcc', purpose: 'runc and pause for arm64' },
  { name: 'binutils-aarch64-linux-gnu', file: '/usr/bin/aarch64-linux-gnu-strip', purpose: 'smaller binaries' },
  { name: 'libc6-dev:arm64', file: `${LIBRARIES}/libc.a`, purpose: 'runc and pause for arm64' },
  { name: 'libseccomp-dev:arm64', file: `${LIBRARIES}/libseccomp.a`, purpose: "runc's seccomp support for arm64" },
];

const EMULATOR: DebianPackage[] = [
  { name: 'qemu-user-static', file: '/usr/bin/qemu-aarch64-static', purpose: 'runs programs for arm64' },
];

/**
 * Installs what of Debian it takes to build images for arm64 on a machine of another architecture, and to run programs
 * of these; nothing on a machine for arm64.
 *
 * @throws {KindlingError} PREFLIGHT as `installDebianPackages`
 */
export async function installCrossPackages(say: (line: string) => void): Promise<void> {
  if (hostArch === 'arm64') return;
  await run(['dpkg', '--add-architecture', 'arm64']);
  await installDebianPackages([...CROSS, ...EMULATOR], say);
}
