import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CancelOptions, Engine } from '../../engine/engine.js';
import type { NodeContent } from '../node-content.js';
import type { UnpackedImage, UnpackedLayer } from '../share-layers.js';
import { SnapshotStore, VOLUME } from '../snapshot-store.js';
import type { ImageOfNode } from './image-documents.js';

/** The node that a cluster is initialised on. */
export interface GivingNode {
  node: string;
  /** Its node image, as the engine knows it. */
  image: string;
}

/**
 * Images whose layers a node has unpacked only, as ours have those that they bring: each layer's files can be linked
 * where they lie on this machine, in the node's image or its volume, and copied from node to node anywhere.
 *
 * @param content what the node has: all of the layers
 * @throws {CommandError} when it does not have one
 */
export async function unpackedImages(
  engine: Engine,
  giver: GivingNode,
  content: NodeContent,
  images: readonly ImageOfNode[],
  cancel: CancelOptions,
): Promise<UnpackedImage[]> {
  const chain = images.flatMap(({ image, diffIds }) =>
    image.layers.map(({ chainId = '' }, index) => [chainId, diffIds[index] ?? ''] as const),
  );
  const distinct = [...new Map(chain)];
  if (distinct.length === 0) return [];
  const store = new SnapshotStore(engine, content, cancel);
  const found = await Promise.all(distinct.map(([chainId]) => store.directory(chainId)));
  const { stdout } = await engine.exec(giver.node, ['readlink', '--canonicalize', '--', ...found], cancel);
  const directories = stdout.trimEnd().split('\n');
  const hostPath = await hostPaths(engine, giver, directories, cancel);
  const layers = await Promise.all(
    distinct.map(async ([chainId, diffId], index): Promise<[string, UnpackedLayer]> => {
      const directory = directories[index] ?? '';
      const files = await hostPath(directory);
      const copyTo = (node: string, to: string) => copyFiles(engine, giver.node, directory, node, to, cancel);
      return [chainId, { diffId, files, copyTo }];
    }),
  );
  const byChainId = new Map(layers);
  return images.map(({ image }) => ({
    layers: image.layers.flatMap(({ chainId = '' }) => byChainId.get(chainId) ?? []),
  }));
}

/** Finds where directories of a node lie on this machine. */
async function hostPaths(
  engine: Engine,
  { node, image }: GivingNode,
  directories: readonly string[],
  cancel: CancelOptions,
): Promise<(directory: string) => Promise<string | undefined>> {
  const inVolume = (directory: string) => directory.startsWith(`${VOLUME}/`);
  const [volume, stored] = await Promise.all([
    directories.some(inVolume) ? engine.volumePath(node, VOLUME, cancel) : undefined,
    directories.every(inVolume) ? undefined : engine.storedImage(image, cancel),
  ]);
  return async (directory) => {
    if (inVolume(directory)) return volume && join(volume, directory.slice(VOLUME.length));
    const places = (stored?.layers ?? []).map(({ files }) => join(files, directory));
    const isThere = await Promise.all(places.map(isDirectory));
    return places.findLast((_, index) => isThere[index]);
  };
}

async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

/** Copies a directory's files from a node into a directory of another one. */
async function copyFiles(
  engine: Engine,
  from: string,
  source: string,
  to: string,
  target: string,
  cancel: CancelOptions,
): Promise<void> {
  const stdin = engine.execStream(from, ['tar', '-c', '-f', '-', '--numeric-owner', '-C', source, '.'], cancel);
  const extract = ['tar', '-x', '-f', '-', '--numeric-owner', '--same-owner', '-p', '-C', target];
  await engine.exec(to, extract, { ...cancel, stdin });
}
