import { blobPath, member } from '../archive/archive-file.js';
import { padding, TAR_END, tarHeader } from '../archive/tar-header.js';
import { imageId, type NamedContent } from '../content/image-content.js';
import { EPOCH } from '../rootfs/epoch.js';
import { type LayoutBlob, layoutBlobs, OCI_LAYOUT, ociIndex } from './layout.js';

/**
 * Images as an archive: an OCI image layout as tar, with Docker's `manifest.json` for engines that want that. Layers of
 * several images are in it once; the same images give the same bytes.
 */
export async function* archiveChunks(
  images: readonly NamedContent[],
  format: 'oci-archive' | 'docker-archive',
): AsyncGenerator<Buffer> {
  for (const path of ['blobs', 'blobs/sha256']) {
    yield tarHeader({ path, type: 'directory', mode: 0o755, mtime: EPOCH });
  }
  for (const blob of layoutBlobs(images)) yield* blobMember(blob);
  yield member('index.json', ociIndex(images));
  if (format === 'docker-archive') yield member('manifest.json', dockerManifest(images));
  yield member('oci-layout', OCI_LAYOUT);
  yield TAR_END;
}

async function* blobMember({ digest, size, read }: LayoutBlob): AsyncGenerator<Buffer> {
  yield tarHeader({ path: blobPath(digest), type: 'file', mode: 0o644, mtime: EPOCH, size });
  yield* read();
  yield padding(size);
}

function dockerManifest(images: readonly NamedContent[]): Buffer {
  const entries = images.map((image) => ({
    Config: blobPath(imageId(image)),
    RepoTags: image.names,
    Layers: image.layers.map(({ digest }) => blobPath(digest)),
  }));
  return Buffer.from(JSON.stringify(entries));
}
