import { imageId, type LayerContent, MANIFEST_TYPE, manifestOf, type NamedContent } from '../content/image-content.js';

/** A blob of an OCI image layout. */
export type LayoutBlob = Pick<LayerContent, 'digest' | 'size' | 'read'>;

/** The file `oci-layout`. */
export const OCI_LAYOUT = Buffer.from(JSON.stringify({ imageLayoutVersion: '1.0.0' }));

/** Every blob of the images once: layers, then configurations and manifests. */
export function layoutBlobs(images: readonly NamedContent[]): LayoutBlob[] {
  const blobs = new Map<string, LayoutBlob>();
  for (const { layers } of images) for (const layer of layers) blobs.set(layer.digest, layer);
  for (const image of images) {
    const manifest = manifestOf(image);
    for (const [digest, content] of [
      [imageId(image), image.config],
      [manifest.digest, manifest.content],
    ] as const) {
      blobs.set(digest, { digest, size: content.length, read: () => once(content) });
    }
  }
  return [...blobs.values()];
}

/**
 * The layout's `index.json`, with the images' names as containerd, skopeo and podman look for them.
 *
 * @see https://github.com/opencontainers/image-spec/blob/main/image-layout.md
 */
export function ociIndex(images: readonly NamedContent[]): Buffer {
  const manifests = images.flatMap((image) => {
    const { digest, content } = manifestOf(image);
    return image.names.map((name) => ({
      mediaType: MANIFEST_TYPE,
      digest,
      size: content.length,
      annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name },
    }));
  });
  return Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests }),
  );
}

async function* once(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}
