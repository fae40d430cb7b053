import { link, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SEED_LABEL_PATH, SEED_PATH, SEED_PROGRAM } from '../../seed/seed.js';
import { shippedFile } from '../pins.js';
import type { Tree } from '../rootfs/tree.js';
import type { StoreNames } from '../store/sources.js';

/** Kubernetes' programs on a node by the directory they are expected in. All are the one binary. */
const programs: Record<string, readonly string[]> = {
  '/usr/bin': ['kubeadm', 'kubectl', 'kubelet'],
  '/usr/local/bin': ['etcdctl', 'etcdutl'],
};

/** The base's own crictl, which a Kubernetes binary that is crictl as well replaces. */
const CRICTL = '/usr/local/bin/crictl';

/** What of Kubernetes goes into a node's own file system. */
export interface NodeKubernetes {
  /** Host path of the binary that is all programs. */
  binary: string;
  /** The binary is crictl as well. */
  hasCrictl: boolean;
  /** Host path of its licences. */
  licenses: string;
  /** `v1.36.3` */
  version: string;
  names: StoreNames;
  /** Host paths: the seed part's directory, and the program that uses it. */
  seed: { dir: string; program: string } | undefined;
}

/** The node image's manifests, with the images' names filled in. */
export async function nodeManifests(names: StoreNames): Promise<{ cni: string; storage: string }> {
  const read = async (name: string) => withImages(await readFile(await shippedFile(...MANIFESTS, name), 'utf8'), names);
  return { cni: await read(CNI), storage: await read(STORAGE) };
}

const MANIFESTS = ['images', 'node', 'manifests'];
const CNI = 'default-cni.yaml';
const STORAGE = 'default-storage.yaml';

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
  if (kubernetes.hasCrictl && (await tree.has(CRICTL))) {
    await tree.remove(CRICTL);
    await link(tree.at(first), tree.at(CRICTL));
  }
  await tree.copyTree(kubernetes.licenses, '/LICENSES/go');
  await tree.file('/kind/version', `${kubernetes.version}\n`);
  const { cni, storage } = await nodeManifests(kubernetes.names);
  await tree.file(join('/kind/manifests', CNI), cni);
  await tree.file(join('/kind/manifests', STORAGE), storage);
  if (kubernetes.seed === undefined) return;
  const { dir, program } = kubernetes.seed;
  await tree.copyFile(join(dir, 'cluster.json'), SEED_PATH, 0o644);
  await tree.copyFile(join(dir, 'label.json'), SEED_LABEL_PATH, 0o644);
  await tree.copyFile(program, SEED_PROGRAM, 0o755);
}

function withImages(manifest: string, names: StoreNames): string {
  return manifest
    .replaceAll('@KINDNETD_IMAGE@', names.kindnetd)
    .replaceAll('@LOCAL_PATH_PROVISIONER_IMAGE@', names.localPathProvisioner)
    .replaceAll('@LOCAL_PATH_HELPER_IMAGE@', names.localPathHelper);
}
