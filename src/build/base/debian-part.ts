import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../exec/run.js';
import { goArchitecture } from '../../go-architecture.js';
import type { Arch, Part } from '../part.js';
import { Tree } from '../rootfs/tree.js';
import { writeAccounts } from './accounts.js';
import { writeAlternatives } from './alternatives.js';
import { writeCertificateBundle } from './certificates.js';
import type { DebianPins } from './debian-pins.js';
import { keepLicenses } from './licenses.js';
import { mergeUsr } from './merged-usr.js';
import { archivesOf, packageVersions, unpackDebian } from './mmdebstrap.js';
import { trim } from './trim.js';

/** Raise it when anything in this folder changes what comes out. */
const REVISION = 3;

/** Without it the C library would ask DNS before /etc/hosts (nsswitch.conf(5)). */
const NAME_SERVICES = `passwd: files
group: files
shadow: files
gshadow: files
hosts: files dns
networks: files
protocols: files
services: files
ethers: files
rpc: files
`;

const PROFILE = `export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
`;

/**
 * Debian's share of a node: `rootfs/`, complete but for what is ours. No maintainer script has run; what they would
 * have done is done here, the same way on every host. The versions that were current when it was built are in
 * /kind/packages.txt.
 */
export function debianPart(pins: DebianPins, arch: Arch): Part {
  return {
    name: `debian-${arch}`,
    inputs: { suite: pins.suite, packages: pins.packages, revision: REVISION },
    async build({ dir, signal, log }) {
      const tree = new Tree(join(dir, 'rootfs'));
      await unpackDebian(tree.root, pins, arch, { signal, log: (line) => log(line, 2) });
      const packages = packageVersions(await readdir(archivesOf(tree.root)));
      log(`${packages.length} packages of Debian ${pins.suite} unpacked`, 1);
      await mergeUsr(tree);
      await writeAccounts(tree);
      await writeAlternatives(tree);
      await writeCertificateBundle(tree);
      await keepLicenses(tree);
      await trim(tree);
      await tree.link('/usr/sbin/init', '/usr/lib/systemd/systemd');
      await tree.link('/etc/mtab', '../proc/self/mounts');
      await tree.link('/var/run', '../run');
      await tree.link('/var/lock', '../run/lock');
      await tree.dir('/var/log/journal');
      await tree.file('/etc/machine-id', '');
      await tree.file('/etc/nsswitch.conf', NAME_SERVICES);
      await tree.file('/etc/profile', PROFILE);
      await tree.file('/kind/packages.txt', `${packages.join('\n')}\n`);
      await writeLoaderCache(tree, arch);
    },
  };
}

/**
 * Writes /etc/ld.so.cache. ldconfig knows the machine's own architecture only; without a cache the loader finds
 * libraries all the same, a little slower.
 */
async function writeLoaderCache(tree: Tree, arch: Arch): Promise<void> {
  await tree.remove('/etc/ld.so.cache');
  if (arch === goArchitecture) await run(['ldconfig', '-r', tree.root]);
  await tree.remove('/var/cache/ldconfig');
}
