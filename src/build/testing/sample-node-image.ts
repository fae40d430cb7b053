import { join } from 'node:path';
import type { RunConfig } from '../archive/image-spec.js';
import { appendLayer, writeLayer } from '../content/append-layer.js';
import { openImageArchive } from '../content/archive-content.js';
import type { ImageContent } from '../content/image-content.js';
import { writeImages } from '../preload/image-blobs.js';
import { Tree } from '../rootfs/tree.js';
import type { WorkDirectory } from '../work-directory.js';
import { sampleArchive } from './sample-image.js';

/**
 * A node image for tests, whose store has one image: `registry.k8s.io/pause:3`.
 *
 * @param files contents by path, without leading slash
 */
export async function sampleNodeImage(
  work: WorkDirectory,
  files: Record<string, string> = { b: 'b' },
  run: RunConfig = {},
): Promise<ImageContent> {
  const pause = await sampleArchive(work.dir, { names: ['registry.k8s.io/pause:3'], layers: [{ pause: 'p' }] });
  const base = await sampleArchive(work.dir, { names: ['b:1'], layers: [files], run });
  const [inside, below] = await Promise.all([pause, base].map((path) => openImageArchive(path, 'amd64', work.dir)));
  for (const archive of [inside, below]) if (archive) work.closeAtEnd(archive);
  const tree = new Tree(join(work.dir, 'node'));
  await writeImages(tree, inside?.images ?? [], undefined);
  return appendLayer(below?.images[0] as ImageContent, await writeLayer(tree.root, join(work.dir, 'node.layer')));
}
