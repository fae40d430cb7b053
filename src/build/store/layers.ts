import { copyClosure, copyLibraries } from '../rootfs/closure.js';
import { Tree } from '../rootfs/tree.js';
import type { StoreSources } from './sources.js';

/** Directories with the file systems that images are put together from. */
export interface StoreLayers {
  kubernetes: string;
  network: string;
  kindnetd: string;
  helper: string;
  pause: string;
}

/** Names under which the one Kubernetes binary is called in its image. */
const KUBERNETES_PROGRAMS = [
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kube-proxy',
  'etcd',
  'etcdctl',
  'etcdutl',
  'coredns',
  'local-path-provisioner',
];

/** What kube-proxy (all modes) and kindnetd call, and the files that these open by themselves. */
const NETWORK_PROGRAMS = ['nft', 'conntrack', 'ip', 'ipset', 'modprobe', 'xtables-nft-multi', 'xtables-legacy-multi'];
const SHELL = ['sh', 'basename', 'cat', 'grep', 'ln', 'ls', 'mv'];
const HELPER = ['sh', 'cat', 'chmod', 'chown', 'ls', 'mkdir', 'rm', 'rmdir', 'stat', 'test', 'touch'];

/** Lays out the layers below `work`. Their programs, libraries and files are the node's own: same bytes, same modes. */
export async function writeLayers(work: string, sources: StoreSources): Promise<StoreLayers> {
  const at = (name: string) => new Tree(`${work}/${name}`);
  const layers = {
    kubernetes: at('kubernetes'),
    network: at('network'),
    kindnetd: at('kindnetd'),
    helper: at('helper'),
    pause: at('pause'),
  };
  await kubernetesLayer(layers.kubernetes, sources);
  await networkLayer(layers.network, sources);
  await kindnetdLayer(layers.kindnetd, sources);
  await helperLayer(layers.helper, sources);
  await layers.pause.copyFile(sources.pause, '/pause', 0o755);
  return Object.fromEntries(Object.entries(layers).map(([name, tree]) => [name, tree.root])) as unknown as StoreLayers;
}

/** The Kubernetes binary, and what its programs look for in an image. */
export async function kubernetesLayer(tree: Tree, sources: Pick<StoreSources, 'debian' | 'kubernetes'>): Promise<void> {
  await tree.copyFile(sources.kubernetes, '/usr/local/bin/kubernetes', 0o755);
  for (const name of KUBERNETES_PROGRAMS) await tree.link(`/usr/local/bin/${name}`, 'kubernetes');
  // CoreDNS' manifest gives arguments only: the entrypoint is /coredns, as in its own image.
  await tree.link('/coredns', 'usr/local/bin/kubernetes');
  await tree.file(
    '/etc/passwd',
    'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/:/sbin/nologin\n',
  );
  await tree.file('/etc/group', 'root:x:0:\nnonroot:x:65532:\n');
  await tree.file('/etc/nsswitch.conf', 'hosts: files dns\n');
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  await tree.copyFile(sources.debian.at(bundle), bundle, 0o644);
  await tree.dir('/tmp', 0o1777);
}

/** The programs that kube-proxy and kindnetd call. */
export async function networkLayer(
  tree: Tree,
  sources: Pick<StoreSources, 'debian' | 'iptablesWrapper'>,
): Promise<void> {
  await mergedUsr(tree, sources);
  const plugins = (await sources.debian.list('/usr/lib')).filter((name) => name.endsWith('-linux-gnu'));
  await copyClosure(sources.debian, tree, [
    ...NETWORK_PROGRAMS.map((name) => `/usr/sbin/${name}`),
    ...plugins.map((triplet) => `/usr/lib/${triplet}/xtables`),
    '/etc/protocols',
    '/etc/services',
    '/etc/ethertypes',
  ]);
  await busybox(tree, sources, SHELL);
  await tree.copyFile(sources.iptablesWrapper, '/usr/sbin/iptables-wrapper', 0o755);
  for (const family of ['iptables', 'ip6tables']) {
    for (const suffix of ['', '-save', '-restore']) {
      for (const mode of ['nft', 'legacy']) {
        await tree.link(`/usr/sbin/${family}-${mode}${suffix}`, `xtables-${mode}-multi`);
      }
      await tree.link(`/usr/sbin/${family}${suffix}`, 'iptables-wrapper');
    }
  }
  await tree.file('/etc/nsswitch.conf', 'hosts: files dns\n');
  await tree.dir('/run');
  await tree.dir('/tmp', 0o1777);
}

/** kindnetd and its runtime, to go on the network layer. */
export async function kindnetdLayer(
  tree: Tree,
  sources: Pick<StoreSources, 'debian' | 'node' | 'kindnetd'>,
): Promise<void> {
  await mergedUsr(tree, sources);
  await tree.copyFile(sources.node, '/usr/local/bin/node', 0o755);
  await copyLibraries(sources.debian, tree, sources.node);
  await tree.copyFile(sources.kindnetd, '/usr/local/bin/kindnetd', 0o755);
}

/** What the storage provisioner's helper pods run. */
export async function helperLayer(tree: Tree, sources: Pick<StoreSources, 'debian'>): Promise<void> {
  await busybox(tree, sources, HELPER);
  await tree.dir('/tmp', 0o1777);
}

async function busybox(tree: Tree, sources: Pick<StoreSources, 'debian'>, applets: readonly string[]): Promise<void> {
  const bin = (await tree.has('/bin')) ? '/usr/bin' : '/bin';
  await tree.copyFile(sources.debian.at('/usr/bin/busybox'), `${bin}/busybox`, 0o755);
  for (const applet of applets) await tree.link(`${bin}/${applet}`, 'busybox');
}

/** Debian's top-level links, as far as the base has them. */
async function mergedUsr(tree: Tree, sources: Pick<StoreSources, 'debian'>): Promise<void> {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    if (!(await sources.debian.has(`/${name}`))) continue;
    await tree.dir(`/usr/${name}`);
    await tree.link(`/${name}`, `usr/${name}`);
  }
}
