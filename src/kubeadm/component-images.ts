import type { JsonObject } from '../config/patch/json.js';
import { KindlingError } from '../errors.js';

/** Where a node image says which images kubeadm is to use, when they are not those that it would ask for by itself. */
export const COMPONENT_IMAGES_PATH = '/kind/component-images.json';

/** An image apart from Kubernetes' own, as kubeadm takes it. */
export interface ComponentImage {
  /** All but the last word of its name: `public.ecr.aws/eks-distro/coredns`. */
  imageRepository: string;
  imageTag: string;
}

/** The images of a node's Kubernetes, in the words of kubeadm's ClusterConfiguration. */
export interface ComponentImages {
  /** Of kube-apiserver and its like; their tag is the Kubernetes version. */
  imageRepository?: string;
  etcd?: ComponentImage;
  dns?: ComponentImage;
}

/** @throws {KindlingError} NODE_FAILED when the file in the node is damaged */
export function parseComponentImages(text: string): ComponentImages {
  try {
    const { imageRepository, etcd, dns } = JSON.parse(text) as ComponentImages;
    return { ...(imageRepository && { imageRepository }), ...(etcd && { etcd }), ...(dns && { dns }) };
  } catch (cause) {
    throw new KindlingError('NODE_FAILED', `the node's ${COMPONENT_IMAGES_PATH} is damaged`, { cause });
  }
}

/** The fields of an image in kubeadm's configuration; none when kubeadm is to choose. */
export function imageFields(image: ComponentImage | undefined): JsonObject {
  return image ? { imageRepository: image.imageRepository, imageTag: image.imageTag } : {};
}
