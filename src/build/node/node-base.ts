import type { RunConfig } from '../archive/image-spec.js';
import { type Base, baseFromPackages } from '../base/base.js';
import { nodeRunConfig } from '../base/base-tree.js';
import type { MaterializeOptions } from '../cache.js';
import { type ImageContent, imageId } from '../content/image-content.js';
import type { Arch } from '../part.js';
import { baseContainerdConfig, CONTAINERD_CONFIG, nodeContainerdConfig } from './containerd-config.js';

/** What Kubernetes from Go modules is put on. */
export interface NodeBase extends Base {
  /** How the node image is run, apart from what an image below it says. */
  run: RunConfig;
}

/** A base made from packages, in one layer with Kubernetes: files that are in both are there once. */
export async function packagesBase(arch: Arch, caching: MaterializeOptions): Promise<NodeBase> {
  return { ...(await baseFromPackages(arch, caching)), run: nodeRunConfig };
}

/** Raise it when what is put on base images changes. */
const REVISION = 1;

/**
 * A base image, which Kubernetes is a layer above. What the images inside the node are made of comes from packages.
 *
 * @param name what the image is called in errors
 * @param version of Kubernetes, with its `v`
 * @throws {KindlingError} IMAGE_INVALID when it is no base image of kindling's
 */
export async function imageBase(
  image: ImageContent,
  name: string,
  version: string,
  packages: NodeBase,
): Promise<NodeBase> {
  const config = await baseContainerdConfig(image, name);
  return {
    ...packages,
    inputs: [packages.inputs, { image: imageId(image), revision: REVISION }],
    run: {},
    write: (tree, pauseImage) => tree.file(CONTAINERD_CONFIG, nodeContainerdConfig(config, pauseImage, version)),
  };
}
