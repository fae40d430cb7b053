import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { RunConfig } from '../archive/image-spec.js';
import { writeTree } from '../archive/tar-tree.js';
import { EPOCH } from '../rootfs/epoch.js';
import { type ConfigDocument, configOf, type ImageContent, type LayerContent } from './image-content.js';

/**
 * Writes a directory as a layer into a file, uncompressed. The same directory gives the same bytes.
 *
 * @param root absolute path of the directory
 * @param file absolute path of the layer's file, which is to stay as long as the layer is used
 */
export async function writeLayer(root: string, file: string, signal?: AbortSignal): Promise<LayerContent> {
  const hash = createHash('sha256');
  const handle = await open(file, 'w');
  let size = 0;
  try {
    await writeTree(
      root,
      async (chunk) => {
        hash.update(chunk);
        size += chunk.length;
        await handle.writeFile(chunk);
      },
      signal ? { signal } : {},
    );
  } finally {
    await handle.close();
  }
  const digest = `sha256:${hash.digest('hex')}`;
  return {
    digest,
    diffId: digest,
    size,
    compression: 'none',
    read: () => createReadStream(file, { highWaterMark: 1 << 20 }),
  };
}

/**
 * An image with one more layer on top.
 *
 * @param run what changes of how the image is run; the rest stays
 */
export function appendLayer(image: ImageContent, layer: LayerContent, run: RunConfig = {}): ImageContent {
  const before = configOf(image);
  const created = new Date(EPOCH * 1000).toISOString();
  const config: ConfigDocument = {
    ...before,
    created,
    config: { ...before.config, ...run },
    rootfs: { type: 'layers', diff_ids: [...before.rootfs.diff_ids, layer.diffId] },
    history: [...(before.history ?? []), { created, created_by: 'kindling' }],
  };
  return { config: Buffer.from(JSON.stringify(config)), layers: [...image.layers, layer] };
}
