import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeImageArchive } from '../archive/image-archive.js';
import type { RunConfig } from '../archive/image-spec.js';
import type { Arch } from '../part.js';

export interface SampleImageOptions {
  names: readonly string[];
  /** Layers, lowest first: contents by path. */
  layers: readonly Record<string, string>[];
  arch?: Arch;
  run?: RunConfig;
}

/** Writes an archive of a small image. @param work absolute path of a directory @returns the archive's path */
export async function sampleArchive(work: string, { names, layers, arch, run }: SampleImageOptions): Promise<string> {
  const name = names.join('+').replaceAll(/[^\w.]/g, '_');
  const roots: string[] = [];
  for (const [index, files] of layers.entries()) {
    const root = join(work, `${name}.${index}`);
    for (const [path, content] of Object.entries(files)) {
      await mkdir(join(root, path, '..'), { recursive: true });
      await writeFile(join(root, path), content);
    }
    roots.push(root);
  }
  const archive = join(work, `${name}.tar`);
  const architecture = arch ?? 'amd64';
  await writeImageArchive(archive, [{ names, architecture, run: run ?? {}, layers: roots }]);
  return archive;
}
