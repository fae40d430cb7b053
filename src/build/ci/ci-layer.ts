import { join } from 'node:path';
import type { SeedFile } from '../../seed/seed.js';
import { nodeProgram } from '../base/base-parts.js';
import { appendLayer, writeLayer } from '../content/append-layer.js';
import type { EngineImageOptions } from '../content/engine-archive.js';
import { configOf, type ImageContent } from '../content/image-content.js';
import { shippedFile } from '../pins.js';
import { Tree } from '../rootfs/tree.js';
import { type CiFiles, ciRunConfig, writeCiTree, writeSharedIdentities } from './ci-tree.js';

export interface CiLayer {
  files: CiFiles;
  /** The node's address unless a container is told another. */
  staticIp: string;
  /** The node image's seed, where every container is to have the same keys: they are made of it. */
  sharedPki: SeedFile | undefined;
}

/** What kindling has of the files of a CI image. @throws {KindlingError} BUILD_FAILED when it was not built */
export async function ciFiles(): Promise<CiFiles> {
  return {
    entrypoint: await nodeProgram('ci-entrypoint'),
    serve: await nodeProgram('ci-serve'),
    unit: await shippedFile('images', 'ci', 'kind-ci.service'),
    waitForKind: await shippedFile('images', 'ci', 'wait-for-kind'),
    docker: await shippedFile('images', 'ci', 'docker'),
  };
}

/** Makes a node image a CI image: a layer on top of it, and another entrypoint. */
export async function withCiLayer(
  node: ImageContent,
  { files, staticIp, sharedPki }: CiLayer,
  { work, signal }: Pick<EngineImageOptions, 'work' | 'signal'>,
): Promise<ImageContent> {
  const tree = new Tree(join(work.dir, 'ci'));
  await writeCiTree(tree, files);
  if (sharedPki) await writeSharedIdentities(tree, sharedPki, staticIp);
  const layer = await writeLayer(tree.root, join(work.dir, 'ci.layer'), signal);
  return appendLayer(node, layer, ciRunConfig(staticIp, (configOf(node).config?.Env ?? []) as string[]));
}
