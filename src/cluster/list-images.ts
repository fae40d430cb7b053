import { readNodeImages } from '../images/node-images.js';
import { isShipped } from '../images/shipped-images.js';
import { listInternalNodes } from './list.js';
import { cancelOptions, type NamedClusterOptions } from './options.js';

/** An image in the nodes of a cluster. */
export interface ClusterImage {
  /** With registry and tag, sorted. Of an image that has lost its names: none. */
  names: string[];
  /** `sha256:…`. */
  id: string;
  /** Bytes of its layers as they were loaded, maybe compressed. */
  size: number;
  /** Names of the nodes that have it. */
  nodes: string[];
  /** It came with the node image. */
  shipped: boolean;
}

/**
 * The images in the nodes of a cluster, by name. Nodes that do not run are passed over with a warning.
 *
 * @returns an empty list when there is no such cluster
 * @throws {CommandError} when a node's container runtime does not answer
 */
export async function listImages(options: NamedClusterOptions): Promise<ClusterImage[]> {
  const { engine, progress } = options;
  const nodes = await listInternalNodes(options);
  const running = nodes.filter(({ state }) => state === 'running').map(({ name }) => name);
  for (const { name, state } of nodes) {
    if (state !== 'running') progress?.warn(`node "${name}" is ${state}: its images cannot be listed`);
  }
  const contents = await Promise.all(running.map((node) => readNodeImages(engine, node, cancelOptions(options))));
  const images = new Map<string, ClusterImage>();
  for (const [index, content] of contents.entries()) {
    for (const [id, image] of content) {
      const known = images.get(id);
      const names = [...new Set([...(known?.names ?? []), ...image.names])].sort();
      const nodes = [...(known?.nodes ?? []), running[index] ?? ''];
      images.set(id, { names, id, size: image.size, nodes, shipped: (known?.shipped ?? false) || isShipped(image) });
    }
  }
  const key = ({ names, id }: ClusterImage) => `${names[0] ?? '~'} ${id}`;
  return [...images.values()].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}
