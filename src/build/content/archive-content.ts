import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ArchiveError, namingArchive } from '../../archive/archive-error.js';
import type { ArchivedImage } from '../../archive/archived-image.js';
import { fileSource } from '../../images/archive-source.js';
import { contentOf, readArchive } from '../../images/transfer/read-archive.js';
import type { Arch } from '../part.js';
import type { LayerContent, NamedContent } from './image-content.js';

/** An image of an archive. */
export interface ArchiveContent extends NamedContent {
  /** Its manifest as it is in the archive, or as containerd would make it for one that has none. */
  manifest: { mediaType: string; digest: string; content: Buffer };
  /** The ID. */
  configDigest: string;
  /** Digests of the manifest and of indexes around it, where the archive has them: pods may ask for these. */
  digests: readonly string[];
}

export interface ImageArchive {
  images: ArchiveContent[];
  close(): Promise<void>;
}

/**
 * Opens an image archive (Docker's or an OCI layout, as tar, possibly compressed with gzip) for its images of an
 * architecture.
 *
 * @param path absolute path of the archive
 * @param work absolute path of a directory for what has to be uncompressed; to stay as long as the archive is open
 * @throws {KindlingError} IMAGE_NOT_FOUND when it cannot be read; IMAGE_INVALID when it cannot be understood, or has no
 *   image for that architecture
 */
export async function openImageArchive(
  path: string,
  arch: Arch,
  work: string,
  signal?: AbortSignal,
): Promise<ImageArchive> {
  const source = await fileSource(path, true).open(signal);
  if (source.kind === 'file') return await readImages(path, source.file, arch);
  try {
    return await namingArchive(path, async () => {
      if (source.kind !== 'stream') throw new ArchiveError('is compressed with zstd: uncompress it first');
      const plain = join(work, `${process.hrtime.bigint()}.tar`);
      await pipeline(Readable.from(source.stream, { objectMode: false }), createWriteStream(plain));
      return await readImages(path, await open(plain), arch);
    });
  } finally {
    await source.close();
  }
}

async function readImages(path: string, file: FileHandle, arch: Arch): Promise<ImageArchive> {
  try {
    const { size } = await file.stat();
    const images = await namingArchive(path, async () => {
      const found = await readArchive(file, size, arch);
      for (const { config } of found) checkArchitecture(config.content, arch);
      return found.map((image) => contentOfImage(image, file, size));
    });
    return { images, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Docker's archives say nowhere else what an image is for. */
function checkArchitecture(config: Buffer, arch: Arch): void {
  const { architecture } = JSON.parse(config.toString()) as { architecture?: string };
  if (architecture !== undefined && architecture !== '' && architecture !== arch) {
    throw new ArchiveError(`has an image for ${architecture}, not for ${arch}`);
  }
}

function contentOfImage(image: ArchivedImage, file: FileHandle, size: number): ArchiveContent {
  const { rootfs } = JSON.parse(image.config.content.toString()) as { rootfs: { diff_ids: string[] } };
  const layers = image.layers.map(
    ({ digest, file: entry }, index): LayerContent => ({
      digest,
      diffId: rootfs.diff_ids[index] ?? digest,
      size: entry.size,
      compression: entry.compression,
      read: () => contentOf(file, size, entry),
    }),
  );
  const names = image.entries.flatMap((entry) => entry['io.containerd.image.name'] ?? []);
  return {
    names: [...new Set(names)],
    config: image.config.content,
    configDigest: image.config.digest,
    layers,
    manifest: image.manifest,
    digests: image.identities.includes(image.manifest.digest)
      ? image.identities.filter((digest) => digest !== image.config.digest)
      : [],
  };
}
