import type { ArchivedImage } from '../../archive/archived-image.js';
import type { ArchiveFile } from '../../archive/contents.js';
import type { CancelOptions, Engine } from '../../engine/engine.js';
import type { ArchiveSource } from '../archive-source.js';
import { type NodeContent, nodeArchitecture, readNodeContent } from '../node-content.js';
import { type ShareOptions, withSharedLayers } from '../share-layers.js';
import { importArchive } from '../transfer/import-archive.js';
import { contentCommand, type ImageOfNode, readImageDocuments } from './image-documents.js';
import { type ImageRecord, lackingImages, PINNED, readImageRecords } from './image-records.js';
import { type GivingNode, unpackedImages } from './unpacked-layers.js';

/** A node of another image. */
export interface TakingNode {
  node: string;
  controlPlane: boolean;
}

/** Nodes that lack the same images. */
interface Group {
  images: ImageRecord[];
  nodes: string[];
}

/**
 * Gives nodes the images that came with another node and that theirs lack: all that a control plane runs, or what every
 * node does. They get the same names and are pinned as well. Layers that the giving node has unpacked only are shared
 * with those nodes by hard links or copied; others are read from its content store. Nothing is kept on this machine.
 *
 * @throws {KindlingError} NODE_FAILED when an image cannot be read; what commands in nodes and imports fail with
 */
export async function giveImages(
  engine: Engine,
  giver: GivingNode,
  takers: readonly TakingNode[],
  options: ShareOptions,
): Promise<void> {
  const { signal } = options;
  const cancel = signal ? { signal } : {};
  const [offered = [], ...present] = await Promise.all(
    [giver, ...takers].map(({ node }) => readImageRecords(engine, node, cancel)),
  );
  const groups = groupByLack(
    takers.map(({ node, controlPlane }, index) => ({
      node,
      images: lackingImages(offered, present[index] ?? [], controlPlane),
    })),
  );
  if (groups.length > 0) return await giveToGroups(engine, giver, groups, options);
  options.progress?.log(`Nodes of other images lack none of the images of node "${giver.node}"`, 1);
}

function groupByLack(nodes: readonly { node: string; images: ImageRecord[] }[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { node, images } of nodes) {
    if (images.length === 0) continue;
    const key = images.map(({ name }) => name).join(' ');
    const group = groups.get(key) ?? { images, nodes: [] };
    group.nodes.push(node);
    groups.set(key, group);
  }
  return [...groups.values()];
}

async function giveToGroups(engine: Engine, giver: GivingNode, groups: readonly Group[], options: ShareOptions) {
  const { signal, progress } = options;
  const cancel = signal ? { signal } : {};
  const [architecture, content] = await Promise.all([
    nodeArchitecture(engine, giver.node, cancel),
    readNodeContent(engine, giver.node, cancel),
  ]);
  const give = async ({ images: records, nodes }: Group) => {
    const names = records.map(({ name }) => name).join(', ');
    for (const node of nodes) progress?.log(`Node "${node}" is given images of node "${giver.node}": ${names}`, 1);
    const images = await Promise.all(
      records.map((record) => readImageDocuments(engine, giver.node, record, architecture, cancel)),
    );
    const unpackedOnly = images.filter(({ image }) => !hasBlobs(image, content));
    const [unpacked, ...contents] = await Promise.all([
      unpackedImages(engine, giver, content, unpackedOnly, cancel),
      ...nodes.map((node) => readNodeContent(engine, node, cancel)),
    ]);
    const layers = { images: unpacked, owner: `node "${giver.node}"` };
    const source = nodeSource(engine, giver.node, images, cancel);
    await withSharedLayers(engine, contents, layers, options, (shared) =>
      importArchive(source, shared, { ...options, engine, architecture, labels: [PINNED] }),
    );
  };
  await Promise.all(groups.map(give));
}

/** Whether all layers of an image are in a node's content store: otherwise it has them unpacked. */
function hasBlobs({ layers }: ArchivedImage, { blobs }: NodeContent): boolean {
  return layers.every(({ digest }) => blobs.has(digest));
}

/** Images as they lie in a node's content store. */
function nodeSource(
  engine: Engine,
  node: string,
  images: readonly ImageOfNode[],
  cancel: CancelOptions,
): ArchiveSource {
  const label = `images of node ${node}`;
  const open = async () => ({
    kind: 'images' as const,
    images: images.map(({ image }) => image),
    read: ({ digest = '' }: ArchiveFile) => engine.execStream(node, contentCommand(digest), cancel),
    close: async () => undefined,
  });
  return { label, repeatable: true, open };
}
