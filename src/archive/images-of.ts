import { ArchiveError } from './archive-error.js';
import type { Architecture, ArchivedImage } from './archived-image.js';
import type { ArchiveContents } from './contents.js';
import { dockerImages, type Hash } from './docker-images.js';
import { ociImages } from './oci-images.js';

/**
 * The images in an archive. An archive that is both an OCI layout and Docker's is taken for the first, as containerd
 * does.
 *
 * @throws {ArchiveError} when there is none, or not all of it
 */
export async function imagesOf(
  contents: ArchiveContents,
  architecture: Architecture,
  hash: Hash,
): Promise<ArchivedImage[]> {
  const isOci = contents.has('index.json') && (contents.has('oci-layout') || !contents.has('manifest.json'));
  const images = isOci ? ociImages(contents, architecture) : await dockerImages(contents, hash);
  if (images.length === 0) throw new ArchiveError('has no image in it');
  return images;
}
