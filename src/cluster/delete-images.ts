import { fullImageName, isIdOf } from '../archive/image-name.js';
import { KindlingError } from '../errors.js';
import { containersImages, type ImageUsers, usersOf, workloadsImages } from '../images/image-users.js';
import { readNodeImages } from '../images/node-images.js';
import { listInternalNodes } from './list.js';
import { type ClusterImage, listImages } from './list-images.js';
import { type LoadOptions, selectNodes } from './load-nodes.js';
import { cancelOptions } from './options.js';

/** Those that are not there any more are passed over. */
const REMOVE = ['ctr', '--namespace=k8s.io', 'images', 'rm', '--sync'];

export interface DeleteImagesOptions extends LoadOptions {
  /** Names of images, or IDs or beginnings of them. */
  images?: readonly string[];
  /** All that no pod and no workload uses, but for what came with the node image. */
  unused?: boolean;
  /** Only tell what would be deleted. */
  dryRun?: boolean;
}

/**
 * Deletes images from the nodes of a cluster. An image that is named by one of its names only loses that. Images that
 * pods or workloads use are never deleted: one of those that is named is an error, before anything is deleted.
 *
 * @param options `nodes`: names of nodes, default all
 * @returns what was deleted: names, and the nodes that had it
 * @throws {KindlingError} IMAGE_NOT_FOUND for one that no node has; IMAGE_IN_USE; CLUSTER_NOT_FOUND; NODE_NOT_FOUND;
 *   when the API server does not answer
 */
export async function deleteImages(options: DeleteImagesOptions): Promise<ClusterImage[]> {
  const nodes = await selectNodes(options, (node) => JSON.stringify(node));
  const all = (await listImages(options))
    .map((image) => ({ ...image, nodes: image.nodes.filter((node) => nodes.includes(node)) }))
    .filter((image) => image.nodes.length > 0);
  const users = await imageUsers(options);
  const named = (options.images ?? []).map((name) => namedImage(name, all, users));
  const unused = options.unused ? all.filter((image) => !image.shipped && usersOf(image, users).length === 0) : [];
  const chosen = together([...named, ...unused]);
  if (!options.dryRun) await Promise.all(nodes.map((node) => deleteFrom(node, chosen, options)));
  return chosen;
}

/** What refers to images in the whole cluster: a pod may come to any node. */
async function imageUsers(options: DeleteImagesOptions): Promise<ImageUsers[]> {
  const { engine } = options;
  const cancel = cancelOptions(options);
  const running = (await listInternalNodes(options)).filter(({ state }) => state === 'running');
  const controlPlane = running.find(({ role }) => role === 'control-plane');
  if (controlPlane === undefined) {
    throw new KindlingError('NODE_FAILED', 'cannot tell which images are used: no control plane is running');
  }
  return await Promise.all([
    workloadsImages(engine, controlPlane.name, cancel),
    ...running.map(({ name }) => containersImages(engine, name, cancel)),
  ]);
}

/** The image of a name, with that name only. */
function namedImage(name: string, all: readonly ClusterImage[], users: readonly ImageUsers[]): ClusterImage {
  const full = fullImageName(name);
  const image = all.find(({ names, id }) => names.includes(full) || isIdOf(name, id));
  if (image === undefined) {
    throw new KindlingError('IMAGE_NOT_FOUND', `image: "${name}" is in no node`, {
      hint: 'see what there is with: kind get images',
    });
  }
  const isName = image.names.includes(full);
  const isLast = !isName || image.names.length === 1;
  const using = isLast ? usersOf(image, users) : usersOf({ id: '', names: [full] }, users);
  if (using.length > 0) {
    throw new KindlingError('IMAGE_IN_USE', `image: "${name}" is used by ${using.join(', ')}`, {
      hint: 'delete what uses it first',
    });
  }
  return isName ? { ...image, names: [full] } : image;
}

/** One entry for each image. */
function together(images: readonly ClusterImage[]): ClusterImage[] {
  const byId = new Map<string, ClusterImage>();
  for (const image of images) {
    const names = new Set([...(byId.get(image.id)?.names ?? []), ...image.names]);
    byId.set(image.id, { ...image, names: [...names].sort() });
  }
  return [...byId.values()];
}

async function deleteFrom(node: string, images: readonly ClusterImage[], options: DeleteImagesOptions): Promise<void> {
  const { engine } = options;
  const cancel = cancelOptions(options);
  const content = await readNodeImages(engine, node, cancel);
  for (const { id, names } of images) {
    const image = content.get(id);
    if (image === undefined) continue;
    const going = image.names.filter((name) => names.includes(name));
    const isWhole = going.length === image.names.length;
    if (isWhole) await engine.exec(node, ['crictl', 'rmi', id], cancel);
    const rest = isWhole ? image.digestNames : going;
    if (rest.length > 0) await engine.exec(node, [...REMOVE, ...rest], cancel);
  }
}
