import { KindlingError } from '../../errors.js';
import type { ComponentImages } from '../../kubeadm/component-images.js';
import type { ArchiveContent } from '../content/archive-content.js';
import type { Arch } from '../part.js';
import { COMPONENTS } from './distribution.js';

/** What of a cluster an image is, by the last word of its name. */
export const ROLES = [...COMPONENTS, 'etcd', 'coredns', 'pause'] as const;
export type Role = (typeof ROLES)[number];

/** Full names of the images of a distribution's Kubernetes. */
export type RoleNames = Partial<Record<Role, string>>;

/** A name taken apart: `public.ecr.aws/eks-distro/kubernetes`, `kube-proxy`, `v1.33.1`. */
export interface NameParts {
  repository: string;
  word: string;
  tag: string;
}

/** @throws {KindlingError} IMAGE_INVALID for a name without a repository or a tag */
export function partsOf(name: string): NameParts {
  const [, repository, word, tag] = /^(.+)\/([^/:@]+):([^:/@]+)$/.exec(name) ?? [];
  if (repository && word && tag) return { repository, word, tag };
  throw new KindlingError('IMAGE_INVALID', `image "${name}" has no repository and tag that kubeadm could be told`);
}

/**
 * The images under the names by which Kubernetes asks for them: builds of Kubernetes add the architecture to the word
 * (`kube-apiserver-amd64`).
 */
export function withoutArchitecture(image: ArchiveContent, arch: Arch): ArchiveContent {
  const names = image.names.map((name) => name.replace(new RegExp(`-${arch}(:[^:/]+)$`), '$1'));
  return { ...image, names: [...new Set(names)] };
}

/** Which images are which components. The first of several counts. */
export function rolesOf(images: readonly ArchiveContent[]): RoleNames {
  const roles: RoleNames = {};
  for (const name of images.flatMap(({ names }) => names)) {
    const word = /([^/:@]+):[^:/@]+$/.exec(name)?.[1];
    const role = ROLES.find((candidate) => candidate === word);
    if (role !== undefined) roles[role] ??= name;
  }
  return roles;
}

/**
 * The version by which kubeadm asks for the components' images, which is their tag.
 *
 * @throws {KindlingError} BUILD_FAILED when a component is missing, or they differ in repository or tag
 */
export function versionOfComponents(roles: RoleNames): string {
  const missing = COMPONENTS.filter((component) => roles[component] === undefined);
  if (missing.length > 0) {
    throw new KindlingError('BUILD_FAILED', `there is no image of ${missing.join(', ')}`, {
      hint: 'each component has to be in an image archive, such as kube-apiserver.tar',
    });
  }
  const names = COMPONENTS.map((component) => roles[component] as string);
  const [first, ...others] = names.map(partsOf) as [NameParts, ...NameParts[]];
  if (others.some(({ repository, tag }) => repository !== first.repository || tag !== first.tag)) {
    throw new KindlingError(
      'BUILD_FAILED',
      `kubeadm takes components from one repository, with one tag: these are ${names.join(', ')}`,
    );
  }
  return first.tag.replaceAll('_', '+');
}

/**
 * What kubeadm has to be told so that it uses these images.
 *
 * @param roles the images that there are
 * @param defaults those that kubeadm asks for by itself
 * @returns undefined when they are the same
 */
export function componentImages(roles: RoleNames, defaults: RoleNames): ComponentImages | undefined {
  const repository = (name: string) => partsOf(name).repository;
  const component = (name: string) => ({ imageRepository: repository(name), imageTag: partsOf(name).tag });
  const [apiserver, etcd, coredns] = [roles['kube-apiserver'], roles.etcd, roles.coredns];
  if (!apiserver || !etcd || !coredns) throw new KindlingError('INTERNAL', 'images of components are missing');
  const isDefault = (['kube-apiserver', 'etcd', 'coredns'] as const).every((role) => roles[role] === defaults[role]);
  if (isDefault) return undefined;
  return { imageRepository: repository(apiserver), etcd: component(etcd), dns: component(coredns) };
}
