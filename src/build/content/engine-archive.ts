import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { fullImageName, isIdOf } from '../../archive/image-name.js';
import type { Engine } from '../../engine/engine.js';
import { KindlingError } from '../../errors.js';
import type { Progress } from '../../progress.js';
import type { Arch } from '../part.js';
import type { WorkDirectory } from '../work-directory.js';
import { type ArchiveContent, openImageArchive } from './archive-content.js';

export interface EngineImageOptions {
  engine: Engine | undefined;
  arch: Arch;
  work: WorkDirectory;
  progress: Progress;
  signal?: AbortSignal | undefined;
}

/**
 * An image that an engine has, or pulls.
 *
 * @param ref its name or ID
 * @throws {KindlingError} USAGE without an engine; IMAGE_NOT_FOUND; IMAGE_INVALID when it is for another architecture
 */
export async function imageOfEngine(ref: string, options: EngineImageOptions): Promise<ArchiveContent> {
  const { engine, arch, work, progress, signal } = options;
  const cancel = signal ? { signal } : {};
  if (engine === undefined) {
    throw new KindlingError('USAGE', `image "${ref}" is asked of an engine, and there is none`, {
      hint: 'give an engine, or the path of an image archive',
    });
  }
  if (!(await engine.hasImage(ref, cancel))) {
    progress.log(`Pulling image "${ref}" ...`);
    await engine.pullImage(ref, cancel);
  }
  const id = await engine.imageId(ref, cancel);
  const file = join(work.dir, `${process.hrtime.bigint()}.saved.tar`);
  await engine.saveImages([ref], createWriteStream(file), cancel);
  const archive = await openImageArchive(file, arch, work.dir, signal);
  work.closeAtEnd(archive);
  const [image] = archive.images;
  if (image === undefined) throw new KindlingError('IMAGE_NOT_FOUND', `image "${ref}" cannot be saved`);
  // Engines call images by other names than Kubernetes: what counts is how it was asked for.
  const names = id !== undefined && isIdOf(ref, id) ? image.names : [fullImageName(ref)];
  return { ...image, names };
}
