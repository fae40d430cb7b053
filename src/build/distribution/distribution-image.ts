import { join } from 'node:path';
import { KindlingError } from '../../errors.js';
import { COMPONENT_IMAGES_PATH } from '../../kubeadm/component-images.js';
import { parseSemanticVersion } from '../../version/version.js';
import { nodeManifests } from '../base/node-tree.js';
import type { MaterializeOptions } from '../cache.js';
import { appendLayer, writeLayer } from '../content/append-layer.js';
import type { ArchiveContent } from '../content/archive-content.js';
import type { EngineImageOptions } from '../content/engine-archive.js';
import type { ImageContent } from '../content/image-content.js';
import { CONTAINERD_CONFIG, nodeContainerdConfig } from '../node/containerd-config.js';
import { writeImages } from '../preload/image-blobs.js';
import { openPreloads, type PreloadSources } from '../preload/preload.js';
import { dedupe } from '../rootfs/dedupe.js';
import { Tree } from '../rootfs/tree.js';
import { COMPONENTS, type Distribution, NODE_PROGRAMS } from './distribution.js';
import { kubeadmImages } from './kubeadm-images.js';
import { componentImages, type RoleNames, rolesOf, versionOfComponents, withoutArchitecture } from './roles.js';
import { type Suppliable, suppliedImages } from './supplied-images.js';

export interface DistributionImageOptions extends EngineImageOptions {
  caching: MaterializeOptions;
  /** Images to be in the node image as well; components among them are used as such. */
  preload: PreloadSources;
  /** The image to put Kubernetes on. */
  base: ImageContent;
  /** containerd's configuration in it. */
  containerdConfig: string;
  /** What makes the images that are missing. Default: `suppliedImages`. */
  supply?: typeof suppliedImages;
}

/**
 * A node image of Kubernetes as others have built it: a layer on a base image. The components' images stay as they are,
 * with their names and digests; kubeadm is told to use them. What a cluster needs besides comes from Go modules.
 *
 * @returns the image, and its Kubernetes version with its `v`
 * @throws {KindlingError} BUILD_FAILED when something is missing in the distribution; IMAGE_INVALID when an archive is not
 *   what it should be; as `kubeadmImages` and `suppliedImages`
 */
export async function distributionImage(
  distribution: Distribution,
  options: DistributionImageOptions,
): Promise<{ image: ImageContent; version: string }> {
  const { arch, work, base, progress, caching, signal, supply = suppliedImages } = options;
  const own = (await openPreloads({ archives: distribution.archives }, options)).map((image) =>
    withoutArchitecture(image, arch),
  );
  const preloaded = await openPreloads(options.preload, options);
  const brought: RoleNames = { ...rolesOf(preloaded), ...rolesOf(own) };
  const version = kubernetesVersion(distribution, brought);
  progress.log(`Kubernetes ${version}: ${own.length} images`, 1);
  const defaults = await kubeadmImages(distribution.programs.kubeadm, version, arch, signal).catch((error: unknown) => {
    // A machine that cannot run it need not, when nothing is missing.
    if (missingOf(brought).length === 0) return {};
    throw error;
  });
  const wanted = wantedOf(brought, defaults);
  for (const [role, name] of Object.entries(wanted)) {
    progress.log(`Image "${name}" is not in the distribution: ${role} is made from Go modules.`);
  }
  const supplied = await supply(wanted, version, arch, work, caching);
  const roles: RoleNames = { ...brought, ...wanted };

  const tree = new Tree(join(work.dir, 'kubernetes'));
  for (const name of NODE_PROGRAMS) await tree.copyFile(distribution.programs[name], `/usr/bin/${name}`, 0o755);
  await tree.file('/kind/version', `${version}\n`);
  const manifests = await nodeManifests(supplied.names);
  await tree.file('/kind/manifests/default-cni.yaml', manifests.cni);
  await tree.file('/kind/manifests/default-storage.yaml', manifests.storage);
  const containerd = nodeContainerdConfig(options.containerdConfig, roles.pause as string, version);
  await tree.file(CONTAINERD_CONFIG, containerd);
  const told = componentImages(roles, defaults);
  if (told) await tree.file(COMPONENT_IMAGES_PATH, `${JSON.stringify(told, null, 2)}\n`);
  const images: ArchiveContent[] = [...supplied.images, ...preloaded, ...own];
  await writeImages(tree, images, undefined, signal);
  await dedupe(tree.root);
  const layer = await writeLayer(tree.root, join(work.dir, 'kubernetes.layer'), signal);
  return { image: appendLayer(base, layer), version };
}

/** The version of the components' images, by which kubeadm asks for them; programs are of the same. */
function kubernetesVersion({ version: told }: Distribution, roles: RoleNames): string {
  const version = versionOfComponents(roles);
  try {
    parseSemanticVersion(version, 'BUILD_FAILED');
  } catch (cause) {
    const names = COMPONENTS.map((component) => roles[component]).join(', ');
    throw new KindlingError('BUILD_FAILED', `invalid Kubernetes version "${version}" as the tag of ${names}`, {
      cause,
    });
  }
  if (told === undefined || withV(told) === withV(version)) return withV(version);
  throw new KindlingError(
    'BUILD_FAILED',
    `the source is of Kubernetes ${told}, but its images have the tag of ${version}: kubeadm would not find them`,
  );
}

function withV(version: string): string {
  return version.startsWith('v') ? version : `v${version}`;
}

const SUPPLIABLE = ['etcd', 'coredns', 'pause'] as const;

function missingOf(roles: RoleNames): (typeof SUPPLIABLE)[number][] {
  return SUPPLIABLE.filter((role) => roles[role] === undefined);
}

/** What is to be supplied, under the names that kubeadm asks by. */
function wantedOf(brought: RoleNames, defaults: RoleNames): Suppliable {
  const wanted: Suppliable = {};
  for (const role of missingOf(brought)) {
    const name = defaults[role];
    if (name === undefined) throw new KindlingError('BUILD_FAILED', `kubeadm names no image of ${role}`);
    wanted[role] = name;
  }
  return wanted;
}
