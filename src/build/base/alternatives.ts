import type { Tree } from '../rootfs/tree.js';

/** Command → its implementations, the default first (Debian's alternatives system, update-alternatives(1)). */
const iptables: Record<string, readonly [string, string]> = {};
for (const family of ['iptables', 'ip6tables']) {
  for (const suffix of ['', '-save', '-restore']) {
    iptables[`${family}${suffix}`] = [`${family}-nft${suffix}`, `${family}-legacy${suffix}`];
  }
}

/**
 * Makes the links that update-alternatives would make: /usr/sbin/NAME → /etc/alternatives/NAME → the default.
 * boot points the iptables ones to the mode that the engine uses (spec §4.2, step 9).
 */
export async function writeAlternatives(tree: Tree): Promise<void> {
  for (const [name, [preferred]] of Object.entries(iptables)) {
    await tree.link(`/usr/sbin/${name}`, `/etc/alternatives/${name}`);
    await tree.link(`/etc/alternatives/${name}`, `/usr/sbin/${preferred}`);
  }
  if (await tree.has('/usr/bin/mawk')) {
    await tree.link('/usr/bin/awk', '/etc/alternatives/awk');
    await tree.link('/etc/alternatives/awk', '/usr/bin/mawk');
  }
}
