import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import type { Engine } from '../../engine/engine.js';
import { KindlingError } from '../../errors.js';
import type { Progress } from '../../progress.js';
import { systemErrorText } from '../../system-error.js';
import { imageId, manifestOf, type NamedContent } from '../content/image-content.js';
import { archiveChunks } from './archive-chunks.js';
import type { ImageOutput } from './image-output.js';
import { writeOutput } from './write-output.js';

/** Where built images go. */
export interface Destination {
  /** The engine that images are loaded into, unless there is an `output`. */
  engine?: Engine;
  /** Where images are written to instead. No engine is needed then. */
  output?: ImageOutput;
  /** Load images into the engine, and have it push them to the registry that they are named by. */
  push?: boolean;
}

export interface DeliverOptions extends Destination {
  progress: Progress;
  signal?: AbortSignal | undefined;
}

/**
 * Says what is wrong with a destination, before anything is built for it.
 *
 * @param names full names of the images
 * @throws {KindlingError} USAGE
 */
export async function checkDestination(names: readonly string[], destination: Destination): Promise<void> {
  const { engine, output, push } = destination;
  if (engine === undefined && (output === undefined || push)) {
    throw new KindlingError('USAGE', 'there is no engine for the image', {
      hint: 'give an engine, or an output such as oci-archive:image.tar',
    });
  }
  if (output !== undefined && typeof output.path === 'string') {
    await access(dirname(output.path), constants.W_OK).catch((cause: unknown) => {
      throw new KindlingError('USAGE', `cannot write an image to "${output.path}": ${systemErrorText(cause)}`, {
        cause,
      });
    });
  }
  const local = push ? names.find((name) => name.startsWith('localhost/')) : undefined;
  if (local !== undefined) {
    throw new KindlingError('USAGE', `"${local}" cannot be pushed: its name has no registry`, {
      hint: 'name the image after its registry, as in --image registry.example.com/kind/node:v1.36.3',
    });
  }
}

/**
 * Brings images to where they are wanted.
 *
 * @returns whether one of them had to be loaded into the engine, which did not have it under this name
 * @throws {KindlingError} what the engine throws; USAGE when the output cannot be written
 */
export async function deliver(images: readonly NamedContent[], options: DeliverOptions): Promise<boolean> {
  const { engine, output, push, signal, progress } = options;
  const cancel = signal ? { signal } : {};
  if (output !== undefined) {
    await writeOutput(images, output, cancel);
    if (typeof output.path === 'string') progress.log(`Image written to "${output.path}" (${output.format}).`);
  }
  if (engine === undefined || (output !== undefined && !push)) return false;
  let loaded = false;
  for (const image of images) {
    if (await isLoaded(image, engine, cancel)) continue;
    const archive = Readable.from(archiveChunks([image], 'docker-archive'), { objectMode: false });
    await engine.loadImage(archive, cancel);
    loaded = true;
  }
  if (push) {
    for (const name of images.flatMap(({ names }) => names)) {
      progress.log(`Pushing "${name}" ...`);
      await engine.pushImage(name, cancel);
    }
  }
  return loaded;
}

/** Whether the engine has the image under all of its names. Docker on top of containerd goes by the manifest's digest. */
async function isLoaded(image: NamedContent, engine: Engine, cancel: { signal?: AbortSignal }): Promise<boolean> {
  const digests = [imageId(image), manifestOf(image).digest];
  for (const name of image.names) {
    const present = (await engine.imageId(name, cancel))?.replace(/^sha256:/, '');
    if (!digests.includes(`sha256:${present}`)) return false;
  }
  return true;
}
