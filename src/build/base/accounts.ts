import { chown, readFile } from 'node:fs/promises';
import type { Tree } from '../rootfs/tree.js';

interface SystemUser {
  name: string;
  id: number;
  description: string;
}

/**
 * Groups and users that maintainer scripts of our packages would add. The numbers are ours: fixed, below 1000,
 * and not among those that base-passwd gives out.
 */
const groups: Record<string, number> = { 'systemd-journal': 101, 'systemd-network': 102, messagebus: 103 };
const users: SystemUser[] = [
  { name: 'systemd-network', id: 102, description: 'systemd Network Management' },
  { name: 'messagebus', id: 103, description: 'System message bus' },
];

/** Writes /etc/passwd, group, shadow, gshadow: base-passwd's master files and the users above. Nobody can log in. */
export async function writeAccounts(tree: Tree): Promise<void> {
  const master = (name: string) => readFile(tree.at(`/usr/share/base-passwd/${name}.master`), 'utf8');
  const passwd = (await master('passwd')).replace(/^([^:]+):\*:/gm, '$1:x:');
  const group = (await master('group')).replace(/^([^:]+):\*:/gm, '$1:x:');
  const allUsers =
    passwd +
    users.map(({ name, id, description }) => `${name}:x:${id}:${id}:${description}:/:/usr/sbin/nologin\n`).join('');
  const allGroups =
    group +
    Object.entries(groups)
      .map(([name, id]) => `${name}:x:${id}:\n`)
      .join('');
  await tree.file('/etc/passwd', allUsers);
  await tree.file('/etc/group', allGroups);
  await tree.file('/etc/shadow', allUsers.replace(/^([^:]+):.*$/gm, '$1:*:20454:0:99999:7:::'), 0o640);
  await tree.file('/etc/gshadow', allGroups.replace(/^([^:]+):.*$/gm, '$1:*::'), 0o640);
  const shadow = Number(/^shadow:x:(\d+):/m.exec(allGroups)?.[1] ?? 0);
  for (const path of ['/etc/shadow', '/etc/gshadow']) await chown(tree.at(path), 0, shadow);
}
