import { chmod } from 'node:fs/promises';
import type { Tree } from '../rootfs/tree.js';
import { walk } from '../rootfs/walk.js';

/** What packages bring and no node uses. `*` stands for anything within one name. */
const unused = [
  // For people and package tools; licences are kept in /LICENSES.
  '/usr/share/{doc,doc-base,man,info,locale,lintian,bug,menu,pixmaps,zsh,bash-completion,perl5,pkgconfig,dict}',
  '/usr/share/{debconf,dpkg,initramfs-tools,gdb,base-files,polkit-1,dbus-1,libgcrypt20,util-linux,gettext}',
  '/usr/{games,src,include,libexec/dpkg}',
  '/usr/lib/{dpkg,cnf-update-db,kernel,installkernel,udev,environment.d,modprobe.d,pam.d,valgrind}',
  '/usr/bin/{dpkg*,debconf*,bashbug,catchsegv,tzselect,mtrace,deb-systemd-*,perl*}',
  '/usr/sbin/{dpkg-*,update-rc.d,invoke-rc.d,service,update-passwd,zic,iconvconfig,add-shell,remove-shell,update-shells}',
  '/usr/sbin/{e2scrub*,iptables-apply,ip6tables-apply,arpd,rtmon,tipc,dcb,vdpa,devlink}',
  '/etc/{apt,dpkg,cron.d,cron.daily,init.d,rc?.d,rcS.d,logrotate.d,kernel,network,ca-certificates/update.d/*jks*}',
  '/etc/{debconf.conf,xdg,update-motd.d,issue,issue.net,motd,hostname,resolv.conf,fstab,perl,gss,e2scrub.conf}',
  '/etc/{modules-load.d,modprobe.d,machine-id}',
  '/var/{cache,backups,mail,opt,spool,local}',
  '/var/lib/{apt,dpkg,misc,ucf,pam,systemd}',
  '/var/log/apt',
  '/{boot,home,media,mnt,srv,opt}',
  // Character sets other than the C library's own.
  '/usr/lib/*-linux-gnu/{gconv,perl-base,perl,audit,e2fsprogs,krb5}',
  '/usr/lib/*-linux-gnu/libmvec.so*',
  // Libraries that no program here is linked with, or only what is removed: their packages bring others that are needed.
  '/usr/lib/*-linux-gnu/{sasl2,libdb-5.3.so,libfdisk.so*,libbrotlienc.so*,libformw.so*,libmenuw.so*,libpanelw.so*}',
  '/usr/lib/*-linux-gnu/{libc_malloc_debug.so*,libthread_db.so*}',
  '/usr/share/gcc',
  // Locales are made by nobody; file systems of other times and systems.
  '/usr/bin/localedef',
  '/usr/sbin/{mkfs,fsck}.{bfs,cramfs,minix}',
  // systemd: what a container neither boots with nor configures.
  '/usr/lib/systemd/{boot,catalog,network,portable,repart,ntp-units.d,user*,system-generators,system-preset}',
  '/usr/lib/systemd/{system-shutdown,system-sleep,systemd-networkd*,systemd-network-generator,systemd-logind}',
  '/usr/lib/systemd/{systemd-portabled,systemd-pstore,systemd-hostnamed,systemd-localed,systemd-timedated}',
  '/usr/lib/systemd/{systemd-rfkill,systemd-backlight,systemd-bless-boot*,systemd-boot-check*,systemd-pcrphase}',
  '/usr/lib/systemd/{systemd-cryptsetup,systemd-integritysetup,systemd-veritysetup,systemd-growfs,systemd-makefs}',
  '/usr/lib/systemd/{systemd-hibernate-resume,systemd-sleep,systemd-binfmt,systemd-volatile-root,systemd-measure}',
  '/usr/lib/systemd/{systemd-initctl,systemd-quotacheck,systemd-fsck,systemd-random-seed,systemd-update-utmp}',
  '/usr/bin/{networkctl,loginctl,localectl,hostnamectl,timedatectl,bootctl,systemd-ac-power,systemd-creds}',
  '/usr/bin/{systemd-cryptenroll,systemd-dissect,systemd-repart,systemd-sysext,systemd-stdio-bridge}',
  // Settings that would change the host's kernel, not the node's.
  '/usr/lib/sysctl.d/{50-pid-max.conf,99-protect-links.conf}',
  '/etc/sysctl.conf',
  '/etc/sysctl.d/{README.sysctl,99-sysctl.conf}',
];

const SETID = 0o6000;

/**
 * Removes what no node uses, empties directories that a host fills (/dev, /proc …), and takes set-uid and set-gid
 * bits away: a node has no users besides root.
 */
export async function trim(tree: Tree): Promise<void> {
  for (const pattern of unused) await tree.remove(...(await expand(tree, pattern)));
  for (const path of ['/dev', '/proc', '/sys', '/run', '/tmp']) await tree.remove(path);
  for (const path of ['/dev', '/proc', '/sys', '/run', '/boot', '/home', '/media', '/mnt', '/opt', '/srv']) {
    await tree.dir(path);
  }
  for (const path of ['/var/cache', '/var/lib', '/var/spool', '/var/local', '/var/opt']) await tree.dir(path);
  for (const path of ['/tmp', '/var/tmp']) await tree.dir(path, 0o1777);
  await tree.dir('/root', 0o700);
  for await (const { hostPath, stats } of walk(tree.root)) {
    if (!stats.isSymbolicLink() && (stats.mode & SETID) !== 0) await chmod(hostPath, stats.mode & 0o7777 & ~SETID);
  }
}

/** Paths in the tree that match a pattern with `{a,b}`, `*` and `?`. */
async function expand(tree: Tree, pattern: string): Promise<string[]> {
  const braces = /^(.*?)\{([^}]*)\}(.*)$/.exec(pattern);
  if (braces) {
    const [, before = '', choices = '', after = ''] = braces;
    const found = await Promise.all(choices.split(',').map((choice) => expand(tree, `${before}${choice}${after}`)));
    return found.flat();
  }
  let paths = [''];
  for (const segment of pattern.split('/').slice(1)) {
    const next: string[] = [];
    for (const path of paths) {
      if (!/[*?]/.test(segment)) next.push(`${path}/${segment}`);
      else next.push(...(await tree.list(path)).filter((name) => glob(segment).test(name)).map((n) => `${path}/${n}`));
    }
    paths = next;
  }
  return paths;
}

function glob(segment: string): RegExp {
  const source = segment
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`);
}
