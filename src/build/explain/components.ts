/** What files of images belong to: the first pattern that matches their path, without leading slash. */
const COMPONENTS: readonly [component: string, pattern: RegExp][] = [
  [
    'Kubernetes with etcd, CoreDNS and storage',
    /^usr\/local\/bin\/(kubernetes|kube-\w+|etcd\w*|coredns|local-path\S*)$/,
  ],
  ['Kubernetes with etcd, CoreDNS and storage', /^usr\/bin\/(kubeadm|kubectl|kubelet)$/],
  ['containerd', /^usr\/local\/bin\/(containerd\S*|ctr)$/],
  ['runc', /^usr\/local\/sbin\/runc$/],
  ['crictl', /^usr\/local\/bin\/crictl$/],
  ['CNI plugins', /^opt\/cni\//],
  ['Node.js', /^usr\/local\/bin\/node$/],
  ['HAProxy', /^usr\/sbin\/haproxy$/],
  ['licences', /^LICENSES\//],
  ['seed of clusters', /^kind\/seed\//],
  ['container images, not unpacked', /^kind\/containerd\/io\.containerd\.content\./],
  ["kindling's own programs and files", /^(kind\/|pause$|usr\/local\/bin\/(entrypoint|kindnetd)$)/],
  ['Debian: systemd', /^(usr\/)?lib\/systemd\/|^etc\/systemd\//],
  ['Debian: libraries', /^(usr\/)?lib/],
  ['Debian: programs', /^(usr\/)?s?bin\//],
];

/** containerd's unpacked layers, in which files are as in an image of their own. */
const SNAPSHOT = /^kind\/containerd\/io\.containerd\.snapshotter\.[^/]+\/snapshots\/\d+\/fs\//;

/** What a file of an image belongs to. @param path without leading slash */
export function componentOf(path: string): string {
  const inner = path.replace(SNAPSHOT, '');
  return COMPONENTS.find(([, pattern]) => pattern.test(inner))?.[0] ?? 'Debian: the rest';
}
