import { KindlingError, messageOf } from '../../src/errors.js';
import { run } from '../../src/exec/run.js';
import { exists } from '../../src/exists.js';

/** A Debian package and a file that shows that it (or an equal of another origin) is installed. */
export interface DebianPackage {
  name: string;
  file: string;
  /** What for: shown to the user. */
  purpose: string;
}

const ENGINE: DebianPackage[] = [
  { name: 'podman', file: '/usr/bin/podman', purpose: 'runs the nodes, without a daemon' },
  { name: 'runc', file: '/usr/sbin/runc', purpose: 'OCI runtime for podman' },
  { name: 'netavark', file: '/usr/lib/podman/netavark', purpose: 'podman networks with IPv6' },
  { name: 'aardvark-dns', file: '/usr/lib/podman/aardvark-dns', purpose: 'names of containers on podman networks' },
  { name: 'iptables', file: '/usr/sbin/iptables', purpose: 'published ports' },
  { name: 'iproute2', file: '/usr/sbin/ip', purpose: 'container networks' },
];

const BUILD: DebianPackage[] = [
  { name: 'mmdebstrap', file: '/usr/bin/mmdebstrap', purpose: "the node image's Debian" },
  { name: 'gcc', file: '/usr/bin/gcc', purpose: 'runc and pause' },
  { name: 'libc6-dev', file: '/usr/include/stdio.h', purpose: 'runc and pause' },
  { name: 'libseccomp-dev', file: '/usr/include/seccomp.h', purpose: "runc's seccomp support" },
  { name: 'pkg-config', file: '/usr/bin/pkg-config', purpose: "where runc's libraries are" },
  { name: 'binutils', file: '/usr/bin/strip', purpose: 'smaller binaries' },
];

/** The static busybox only: that of the package `busybox` does not run in an image without libraries. */
const SAMPLE: DebianPackage[] = [
  { name: 'busybox-static', file: '/usr/share/doc/busybox-static/copyright', purpose: 'the sample application' },
];

const TEST: DebianPackage[] = [
  { name: 'nftables', file: '/usr/sbin/nft', purpose: "tests of the nodes' network on this machine's kernel" },
];

/** What running clusters with podman, building images, the sample application and the tests need. */
export const PACKAGES = { engine: ENGINE, build: BUILD, sample: SAMPLE, test: TEST };

/**
 * Installs what is missing of some Debian packages.
 *
 * @throws {KindlingError} PREFLIGHT with the command to run when this user may not install packages
 */
export async function installDebianPackages(
  packages: readonly DebianPackage[],
  say: (line: string) => void,
): Promise<void> {
  const installed = await Promise.all(packages.map(({ file }) => exists(file)));
  const missing = packages.filter((_, index) => !installed[index]);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  const command = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...names];
  if (process.getuid?.() !== 0 || !(await exists('/usr/bin/apt-get'))) {
    throw new KindlingError('PREFLIGHT', `these Debian packages are missing: ${names.join(', ')}`, {
      hint: `install them (or what your distribution calls them): sudo ${command.join(' ')}`,
    });
  }
  say('Installing Debian packages:');
  for (const { name, purpose } of missing) say(`  ${name.padEnd(16)} ${purpose}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run(['apt-get', 'update', '-qq'], { env });
    await run(command, { env });
  } catch (error) {
    throw new KindlingError('PREFLIGHT', `failed to install Debian packages: ${messageOf(error)}`, {
      cause: error,
      hint: `try it by hand: ${command.join(' ')}`,
    });
  }
}
