import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { KindlingError } from '../../errors.js';
import { isSystemError, systemErrorText } from '../../system-error.js';
import { blobPath } from '../archive/archive-file.js';
import { gzipLayers } from '../content/gzip.js';
import type { NamedContent } from '../content/image-content.js';
import { archiveChunks } from './archive-chunks.js';
import type { ImageOutput } from './image-output.js';
import { layoutBlobs, OCI_LAYOUT, ociIndex } from './layout.js';

/**
 * Writes images to a file, a directory or a stream. What was there is replaced when the new one is complete; a directory
 * that is not an image layout is not touched.
 *
 * @throws {KindlingError} USAGE when the place cannot be written to; the signal's reason
 */
export async function writeOutput(
  images: readonly NamedContent[],
  output: ImageOutput,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const { signal } = options;
  const work = await workDirectory(output);
  try {
    const wanted: NamedContent[] = [];
    for (const image of images) {
      wanted.push(output.gzip ? { ...(await gzipLayers(image, work, signal)), names: image.names } : image);
    }
    await write(wanted, output, work, signal);
  } catch (error) {
    throw explained(error, output);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function write(
  images: readonly NamedContent[],
  { format, path }: ImageOutput,
  work: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const options = signal ? { signal } : {};
  if (format !== 'dir') {
    const chunks = Readable.from(archiveChunks(images, format), { objectMode: false });
    if (typeof path !== 'string') return await pipeline(chunks, path, { ...options, end: false });
    const file = join(work, 'archive');
    await pipeline(chunks, createWriteStream(file), options);
    return await rename(file, path);
  }
  if (typeof path !== 'string') throw new KindlingError('USAGE', 'a directory cannot be written to a stream');
  await checkReplaceable(path);
  const layout = join(work, 'layout');
  await mkdir(join(layout, 'blobs', 'sha256'), { recursive: true });
  for (const { digest, read } of layoutBlobs(images)) {
    await pipeline(
      Readable.from(read(), { objectMode: false }),
      createWriteStream(join(layout, blobPath(digest))),
      options,
    );
  }
  await writeFile(join(layout, 'index.json'), ociIndex(images));
  await writeFile(join(layout, 'oci-layout'), OCI_LAYOUT);
  await rm(path, { recursive: true, force: true });
  await rename(layout, path);
}

/** Beside what is written, so that it can be moved there. */
async function workDirectory(output: ImageOutput): Promise<string> {
  const { path } = output;
  try {
    if (typeof path !== 'string') return await mkdtemp(join(tmpdir(), 'kindling-output-'));
    return await mkdtemp(join(dirname(path), `.${basename(path)}.`));
  } catch (error) {
    throw explained(error, output);
  }
}

async function checkReplaceable(path: string): Promise<void> {
  const names = await readdir(path).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (names.length === 0 || names.includes('oci-layout')) return;
  throw new KindlingError('USAGE', `cannot write an image to "${path}": the directory has other files in it`, {
    hint: 'give an empty directory, or one with an image that is to be replaced',
  });
}

function explained(error: unknown, { path }: ImageOutput): unknown {
  if (!isSystemError(error) || typeof path !== 'string') return error;
  const code = error.code === 'ENOSPC' ? 'NO_SPACE' : 'USAGE';
  return new KindlingError(code, `cannot write an image to "${path}": ${systemErrorText(error)}`, { cause: error });
}
