import { padding, TAR_END, tarHeader } from '../build/archive/tar-header.js';
import type { ArchivedImage } from './archived-image.js';
import { blobName } from './contents.js';

/** The header that goes before `size` bytes of a file. */
export function fileHeader(name: string, size: number): Buffer {
  return tarHeader({ path: name, type: 'file', mode: 0o644, mtime: 0, size });
}

/** The header of a symbolic link. */
export function linkHeader(name: string, linkName: string): Buffer {
  return tarHeader({ path: name, type: 'symlink', mode: 0o777, mtime: 0, linkPath: linkName });
}

/** What goes after a file's bytes, and at the end of an archive. */
export { padding as filePadding, TAR_END as ARCHIVE_END } from '../build/archive/tar-header.js';

/**
 * The end of an OCI image layout as a tar archive: everything but the large layers, which are before it or in the
 * reader's store already.
 *
 * @param needed digests of the layers that the reader lacks; small ones are put in here
 * @see https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export function layoutEnd(images: readonly ArchivedImage[], needed: ReadonlySet<string>): Buffer {
  const blobs = new Map<string, Buffer>();
  for (const { manifest, config, layers } of images) {
    blobs.set(manifest.digest, manifest.content);
    blobs.set(config.digest, config.content);
    for (const { digest, file } of layers) {
      if (file.content !== undefined && needed.has(digest)) blobs.set(digest, file.content);
    }
  }
  const files: [string, Buffer][] = [...blobs].map(([digest, content]) => [blobName(digest), content]);
  files.push(['index.json', json(index(images))], ['oci-layout', json({ imageLayoutVersion: '1.0.0' })]);
  const parts = files.flatMap(([name, content]) => [
    fileHeader(name, content.length),
    content,
    padding(content.length),
  ]);
  return Buffer.concat([...parts, TAR_END]);
}

function index(images: readonly ArchivedImage[]): unknown {
  const manifests = images.flatMap(({ entries, manifest }) =>
    entries.map((annotations) => ({
      mediaType: manifest.mediaType,
      digest: manifest.digest,
      size: manifest.content.length,
      annotations: { 'io.containerd.image.name': nameless(manifest.digest), ...annotations },
    })),
  );
  return { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests };
}

/** What containerd's ctr calls images without a name: some name they need, or the reader forgets them. */
function nameless(digest: string): string {
  return `import-${new Date().toISOString().slice(0, 10)}@${digest}`;
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
