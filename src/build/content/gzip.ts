import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { ImageContent, LayerContent } from './image-content.js';

/**
 * The image with its layers compressed. Its configuration, and so its ID, stays.
 *
 * @param work absolute path of a directory for the compressed layers; to stay as long as the image is used
 */
export async function gzipLayers(image: ImageContent, work: string, signal?: AbortSignal): Promise<ImageContent> {
  const layers: LayerContent[] = [];
  for (const layer of image.layers) layers.push(layer.compression === 'none' ? await gzip(layer, work, signal) : layer);
  return { ...image, layers };
}

async function gzip(layer: LayerContent, work: string, signal: AbortSignal | undefined): Promise<LayerContent> {
  const file = join(work, `${layer.digest.slice('sha256:'.length)}.gz`);
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const source = Readable.from(layer.read(), { objectMode: false });
  await pipeline([source, createGzip(), hashing, createWriteStream(file)], signal ? { signal } : {});
  const read = () => createReadStream(file, { highWaterMark: 1 << 20 });
  const { size } = await stat(file);
  return { digest: `sha256:${hash.digest('hex')}`, diffId: layer.diffId, size, compression: 'gzip', read };
}
