import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { KindlingError } from '../../errors.js';
import { HAPROXY_CONFIG } from '../../haproxy/config.js';
import type { RunConfig } from '../archive/image-spec.js';
import { keepLicenses } from '../base/licenses.js';
import { mergeUsr } from '../base/merged-usr.js';
import { archivesOf, packageVersions, unpackDebian } from '../base/mmdebstrap.js';
import type { Arch, BuildContext } from '../part.js';
import type { HaproxyPins } from '../pins.js';
import { copyClosure } from '../rootfs/closure.js';
import type { Tree } from '../rootfs/tree.js';

/**
 * How the load balancer runs: a master process that starts workers, and starts new ones with a new configuration when
 * it is told to (SIGUSR2 or SIGHUP), while the old ones serve their connections to the end.
 */
export const haproxyRunConfig: RunConfig = {
  Env: [
    'PATH=/usr/sbin:/usr/bin',
    // A control plane that is stopped has no name; nobody wants to wait for that at the start (resolv.conf(5)).
    'RES_OPTIONS=timeout:1 attempts:1',
  ],
  Entrypoint: ['/usr/sbin/haproxy', '-W', '-db', '-f', HAPROXY_CONFIG],
};

/** What runs in the image: HAProxy, and what create writes the configuration with. */
const PROGRAMS = ['/usr/sbin/haproxy', '/usr/bin/cp', '/usr/bin/mkdir'];

export interface HaproxySources {
  /** Where Debian is unpacked, empty. */
  debian: Tree;
  /** Absolute path of images/haproxy. */
  files: string;
  /** Debian release name: `bookworm`. */
  suite: string;
  pins: HaproxyPins;
  arch: Arch;
}

/**
 * Lays out the load balancer's file system: HAProxy and its libraries from Debian, with a configuration that listens.
 *
 * @throws {KindlingError} BUILD_FAILED when Debian's HAProxy is not of the pinned version
 */
export async function writeHaproxyTree(
  tree: Tree,
  { debian, files, suite, pins, arch }: HaproxySources,
  { signal, log }: Pick<BuildContext, 'signal' | 'log'>,
): Promise<void> {
  await unpackDebian(debian.root, { suite, packages: pins.packages }, arch, { signal, log: (line) => log(line, 2) });
  const packages = packageVersions(await readdir(archivesOf(debian.root)));
  checkVersion(packages, pins.version, suite);
  await mergeUsr(debian);
  await keepLicenses(debian);
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    if (await debian.has(`/${name}`)) await tree.link(`/${name}`, `usr/${name}`);
  }
  await copyClosure(debian, tree, PROGRAMS);
  await tree.copyTree(debian.at('/LICENSES'), '/LICENSES');
  await tree.copyFile(join(files, 'haproxy.cfg'), HAPROXY_CONFIG, 0o644);
  await tree.file('/etc/nsswitch.conf', 'hosts: files dns\n');
  await tree.file('/kind/packages.txt', `${packages.join('\n')}\n`);
  await tree.dir('/tmp', 0o1777);
}

function checkVersion(packages: readonly string[], wanted: string, suite: string): void {
  const found = packages.find((name) => name.startsWith('haproxy '))?.slice('haproxy '.length);
  if (found?.startsWith(`${wanted}.`)) return;
  throw new KindlingError('BUILD_FAILED', `Debian ${suite} has HAProxy ${found}, but ${wanted} is wanted`, {
    hint: 'Change haproxy.version in images/pins.json, and what is made for that version.',
  });
}
