import type { ValidNode } from '../../config/valid.js';
import { KindlingError, wrapError } from '../../errors.js';
import { COMPONENT_IMAGES_PATH, type ComponentImages, parseComponentImages } from '../../kubeadm/component-images.js';
import { SEED_LABEL_PATH } from '../../seed/seed.js';
import type { CreateContext } from '../context.js';
import { CNI_MANIFEST } from './cni.js';
import { readNodeFiles } from './node-files.js';
import { STORAGE_MANIFEST } from './storage.js';

export const HOSTS = '/etc/hosts';
const VERSION = '/kind/version';
const MTU = '/sys/class/net/eth0/mtu';

/** What the create flow needs to know of a node before it can configure it. */
export interface NodeFacts {
  node: ValidNode;
  /** Content of /kind/version, e.g. `v1.36.3`. */
  kubernetesVersion: string;
  addresses: { ipv4: string; ipv6: string };
  /** Of the node's interface on the cluster network, in bytes. */
  mtu: number;
  cniManifest: string | undefined;
  storageManifest: string | undefined;
  /** Content of SEED_LABEL_PATH; undefined when the image has no seed. */
  seedLabel: string | undefined;
  /** The images of the node's Kubernetes; undefined when they are those that kubeadm asks for by itself. */
  images: ComponentImages | undefined;
  /** Content of /etc/hosts, as the engine wrote it. */
  hosts: string;
}

/** Reads a started node's facts, none of which boot changes: two round trips, at the same time. */
export async function readNodeFacts(context: CreateContext, node: ValidNode, signal: AbortSignal): Promise<NodeFacts> {
  const paths = [VERSION, MTU, CNI_MANIFEST, STORAGE_MANIFEST, SEED_LABEL_PATH, COMPONENT_IMAGES_PATH, HOSTS];
  const [files, { ipv4, ipv6 }] = await Promise.all([
    readNodeFiles(context, node.name, paths, signal),
    context.engine.inspectContainer(node.name, { signal }).catch((error) => {
      throw wrapError(error, `failed to get IP for node "${node.name}"`);
    }),
  ]);
  const kubernetesVersion = files.get(VERSION)?.trim();
  if (!kubernetesVersion) {
    throw new KindlingError('NODE_FAILED', `failed to get kubernetes version from node "${node.name}": no ${VERSION}`, {
      hint: `is "${node.image}" a node image?`,
    });
  }
  const images = files.get(COMPONENT_IMAGES_PATH);
  const { ipFamily } = context.cluster.networking;
  if (ipFamily !== 'ipv4' && !ipv6) {
    throw new KindlingError(
      'NODE_FAILED',
      `failed to get IPv6 address for node ${node.name}; is ${context.engine.name} configured to use IPv6 correctly?`,
    );
  }
  return {
    node,
    kubernetesVersion,
    addresses: { ipv4, ipv6 },
    mtu: Number(files.get(MTU)?.trim() || 1500),
    cniManifest: files.get(CNI_MANIFEST),
    storageManifest: files.get(STORAGE_MANIFEST),
    seedLabel: files.get(SEED_LABEL_PATH),
    images: images === undefined ? undefined : parseComponentImages(images),
    hosts: files.get(HOSTS) ?? '',
  };
}
