import type { Tree } from '../rootfs/tree.js';

const VENDOR = '/usr/lib/systemd/system';
const ADMIN = '/etc/systemd/system';

/**
 * Everything that systemd starts on its own in a node; what is not here, Debian's packages may want but a container
 * has no use for (spec §4.3). Units that others require (`Requires=`, dependencies of targets) come on top.
 */
const wants: Record<string, readonly string[]> = {
  'sysinit.target': [
    'dev-hugepages.mount',
    'dev-mqueue.mount',
    'systemd-journald.service',
    'systemd-journal-flush.service',
    'systemd-sysctl.service',
  ],
  'sockets.target': ['systemd-journald.socket', 'systemd-journald-dev-log.socket'],
  'multi-user.target': ['containerd.service', 'kubelet.service', 'undo-mount-hacks.service'],
};

const masked = ['systemd-binfmt.service', 'systemd-logind.service', 'getty.target', 'console-getty.service'];

/** Enables and masks systemd's units: replaces the `.wants` directories of all packages by our own. */
export async function writeUnitLinks(tree: Tree): Promise<void> {
  for (const directory of [VENDOR, ADMIN]) {
    for (const name of await tree.list(directory)) {
      if (name.endsWith('.wants') || name.endsWith('.requires')) await tree.remove(`${directory}/${name}`);
    }
  }
  for (const [target, units] of Object.entries(wants)) {
    for (const unit of units) {
      const own = await tree.has(`${ADMIN}/${unit}`);
      await tree.link(`${ADMIN}/${target}.wants/${unit}`, `${own ? ADMIN : VENDOR}/${unit}`);
    }
  }
  for (const unit of masked) await tree.link(`${ADMIN}/${unit}`, '/dev/null');
  await tree.link(`${ADMIN}/default.target`, `${VENDOR}/multi-user.target`);
}
