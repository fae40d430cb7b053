import { link, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shippedFile } from '../pins.js';
import type { Tree } from '../rootfs/tree.js';
import type { StoreNames } from '../store/sources.js';

/** Kubernetes' programs on a node by the directory they are expected in. All are the one binary. */
const programs: Record<string, readonly string[]> = {
  '/usr/bin': ['kubeadm', 'kubectl', 'kubelet'],
  '/usr/local/bin': ['etcdctl', 'etcdutl'],
};

/** What of Kubernetes goes into a node's own file system. */
export interface NodeKubernetes {
  /** Host path of the binary that is all programs. */
  binary: string;
  /** Host path of its licences. */
  licenses: string;
  /** `v1.36.3` */
  version: string;
  names: StoreNames;
}

/**
 * Adds Kubernetes to a base: programs, manifests with the images' names, /kind/version. The programs are hard links
 * rather than symlinks, so that replacing one in a node (as people do to try a build of theirs) leaves the others.
 */
export async function writeKubernetes(tree: Tree, kubernetes: NodeKubernetes): Promise<void> {
  const first = '/usr/bin/kubelet';
  await tree.copyFile(kubernetes.binary, first, 0o755);
  for (const [directory, names] of Object.entries(programs)) {
    for (const name of names) {
      if (`${directory}/${name}` !== first) await link(tree.at(first), tree.at(`${directory}/${name}`));
    }
  }
  await tree.copyTree(kubernetes.licenses, '/LICENSES/go');
  await tree.file('/kind/version', `${kubernetes.version}\n`);
  for (const name of ['default-cni.yaml', 'default-storage.yaml']) {
    const text = await readFile(await shippedFile('images', 'node', 'manifests', name), 'utf8');
    await tree.file(join('/kind/manifests', name), withImages(text, kubernetes.names));
  }
}

function withImages(manifest: string, names: StoreNames): string {
  return manifest
    .replaceAll('@KINDNETD_IMAGE@', names.kindnetd)
    .replaceAll('@LOCAL_PATH_PROVISIONER_IMAGE@', names.localPathProvisioner)
    .replaceAll('@LOCAL_PATH_HELPER_IMAGE@', names.localPathHelper);
}
