import { fullImageName } from '../../archive/image-name.js';
import { CommandError } from '../../exec/run.js';
import type { NodeOptions } from './options.js';

/** An image in a node's store. */
export interface NodeImage {
  /** `sha256:…`. */
  id: string;
  /** Full names with tags, such as `docker.io/library/app:latest`. */
  tags: string[];
}

/**
 * An image of a node's container runtime.
 *
 * @param options `image`: name or ID
 * @returns undefined when the node does not have it
 * @throws {KindlingError} NODE_NOT_FOUND; what the engine says
 */
export async function inspectNodeImage(options: NodeOptions & { image: string }): Promise<NodeImage | undefined> {
  const { engine, node, image, ...cancel } = options;
  try {
    const { stdout } = await engine.exec(node, ['crictl', 'inspecti', '--output=json', image], cancel);
    const { status } = JSON.parse(stdout) as { status: { id: string; repoTags?: string[] | null } };
    return { id: status.id, tags: status.repoTags ?? [] };
  } catch (error) {
    if (error instanceof CommandError && /no such image|not found/i.test(error.stderr)) return undefined;
    throw error;
  }
}

/**
 * Gives an image of a node one more name; a name that another image has goes over to this one.
 *
 * @param options `image`: a name or ID (`sha256:…`) that the node knows; `tag`: the new name, as people write it
 * @throws {CommandError} when the node does not have the image
 */
export async function tagNodeImage(options: NodeOptions & { image: string; tag: string }): Promise<void> {
  const { engine, node, image, tag, ...cancel } = options;
  const known = image.startsWith('sha256:') ? image : fullImageName(image);
  await engine.exec(node, ['ctr', '--namespace=k8s.io', 'images', 'tag', '--force', known, fullImageName(tag)], cancel);
}
