import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cancellable } from '../../cancelled.js';
import { KindlingError } from '../../errors.js';
import { type Progress, silent } from '../../progress.js';
import { systemErrorText } from '../../system-error.js';
import { cachingOptions } from '../build-options.js';
import { materialize } from '../cache.js';
import type { NamedContent } from '../content/image-content.js';
import { readStoredContent } from '../content/stored-content.js';
import { writeOutput } from '../output/write-output.js';
import { type Arch, architectures } from '../part.js';
import { loadPins } from '../pins.js';
import { walk } from '../rootfs/walk.js';
import { withWorkDirectory } from '../work-directory.js';
import { extractLicenses } from './licenses.js';
import { type ReleasedImage, releasedImages } from './released-images.js';

export interface BuildReleaseOptions {
  /** Absolute path of the directory to fill: empty, or not there yet. */
  dir: string;
  /** Kubernetes versions, with their `v`. Default: all that are pinned. */
  versions?: readonly string[];
  /** Default: all. */
  architectures?: readonly Arch[];
  /** What images' names begin with. Default: `localhost/kindling`. */
  registry?: string;
  cacheDir?: string;
  progress?: Progress;
  signal?: AbortSignal;
}

/** A file of a release. */
export interface ReleasedFile {
  /** Relative to the release's directory. */
  path: string;
  sha256: string;
}

/**
 * Builds everything for other machines: each image for each architecture, node images of each Kubernetes version, as
 * compressed OCI archives; beside each a list of what it is made of (CycloneDX); the licences, and checksums of all
 * files. The same inputs give the same files.
 *
 * @returns the files, as SHA256SUMS has them
 * @throws {KindlingError} as `buildNodeImage`; USAGE when the directory has files, or cannot be written to
 */
export async function buildRelease(options: BuildReleaseOptions): Promise<ReleasedFile[]> {
  return await cancellable(options.signal, async () => {
    const { dir, progress = silent, signal } = options;
    await prepare(dir);
    const versions = options.versions ?? Object.keys((await loadPins()).kubernetes.versions);
    await withWorkDirectory(options.cacheDir, async (work) => {
      for (const arch of options.architectures ?? architectures) {
        for (const image of await releasedImages(arch, versions, options.registry, cachingOptions(options))) {
          await releaseImage(image, arch, { dir, work: work.dir, caching: cachingOptions(options), signal });
          progress.log(`Released ${image.file} (${image.name})`);
        }
      }
    });
    const files = await checksums(dir);
    await writeFile(join(dir, 'SHA256SUMS'), files.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join(''));
    return files;
  });
}

async function releaseImage(
  { name, file, part }: ReleasedImage,
  arch: Arch,
  {
    dir,
    work,
    caching,
    signal,
  }: { dir: string; work: string; caching: Parameters<typeof materialize>[1]; signal: AbortSignal | undefined },
): Promise<void> {
  // What it needs takes a while to load, and nothing else needs it.
  const { imageSbom } = await import('./sbom.js');
  const made = await materialize(await part(), caching);
  const image: NamedContent = { ...(await readStoredContent(made.dir)), names: [name] };
  await writeOutput([image], { format: 'oci-archive', path: join(dir, `${file}.tar`), gzip: true }, { signal });
  await writeFile(join(dir, `${file}.cdx.json`), await imageSbom(image, arch, work, signal));
  await extractLicenses(image, join(dir, 'LICENSES'));
}

async function prepare(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
  } catch (cause) {
    throw new KindlingError('USAGE', `cannot write a release to "${dir}": ${systemErrorText(cause)}`, { cause });
  }
  if ((await readdir(dir)).length === 0) return;
  throw new KindlingError('USAGE', `cannot write a release to "${dir}": the directory has files in it`, {
    hint: 'give an empty directory, or one that is not there yet',
  });
}

async function checksums(dir: string): Promise<ReleasedFile[]> {
  const files: ReleasedFile[] = [];
  for await (const { path, hostPath, stats } of walk(dir)) {
    if (!stats.isFile()) continue;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(hostPath, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
    files.push({ path, sha256: hash.digest('hex') });
  }
  return files;
}
