import { appendFile, open } from 'node:fs/promises';
import { EPOCH } from '../rootfs/epoch.js';
import { ArchiveFile, type Blob, blobPath, member } from './archive-file.js';
import type { ImageSpec } from './image-spec.js';
import { TAR_END } from './tar-header.js';

export interface ArchivedImage {
  names: readonly string[];
  /** The image's ID as Docker and podman show it: the configuration's digest, `sha256:…`. */
  id: string;
  /** Digest of the OCI manifest: what containerd (and Docker on top of it) calls the image's ID. */
  manifestDigest: string;
  manifestSize: number;
  /** Digests of the uncompressed layers, lowest first. */
  layers: string[];
  /** Bytes of all layers. */
  size: number;
}

const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';
const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar';

/**
 * Writes the blobs of images (layers, configurations, manifests) as the first part of an image archive;
 * `archiveTail` is the rest of it, and has the names. Layers are uncompressed, one tar per directory, and stream
 * from the trees into the file; the same specs give the same bytes.
 *
 * @param path the archive's path on the host; overwritten
 * @returns the images in the order of `specs`
 * @throws the file system's error, or the signal's reason when it is aborted
 */
export async function writeImageBlobs(
  path: string,
  specs: readonly ImageSpec[],
  options: { signal?: AbortSignal } = {},
): Promise<ArchivedImage[]> {
  const file = await open(path, 'w');
  try {
    const archive = new ArchiveFile(file);
    await archive.directory('blobs');
    await archive.directory('blobs/sha256');
    const layers = new Map<string, Blob>();
    for (const root of specs.flatMap((spec) => spec.layers)) {
      if (!layers.has(root)) layers.set(root, await archive.layer(root, options.signal));
    }
    const images: ArchivedImage[] = [];
    for (const spec of specs) images.push(await addImage(archive, spec, layers));
    await archive.flush();
    return images;
  } finally {
    await file.close();
  }
}

/**
 * The end of an image archive: what `docker load` (`manifest.json`) and OCI tools (`index.json`, OCI image layout
 * 1.0) start from, and the images' names.
 */
export function archiveTail(images: readonly ArchivedImage[]): Buffer {
  return Buffer.concat([
    member('index.json', json(index(images))),
    member('manifest.json', json(images.map(dockerEntry))),
    member('oci-layout', json({ imageLayoutVersion: '1.0.0' })),
    TAR_END,
  ]);
}

/** Writes a whole image archive: the blobs of `writeImageBlobs` and the tail. */
export async function writeImageArchive(
  path: string,
  specs: readonly ImageSpec[],
  options: { signal?: AbortSignal } = {},
): Promise<ArchivedImage[]> {
  const images = await writeImageBlobs(path, specs, options);
  await appendFile(path, archiveTail(images));
  return images;
}

async function addImage(archive: ArchiveFile, spec: ImageSpec, layers: Map<string, Blob>): Promise<ArchivedImage> {
  const blobs = [...(spec.below ?? []), ...spec.layers.map((root) => layers.get(root) as Blob)];
  const created = new Date(EPOCH * 1000).toISOString();
  const config = await archive.blob(
    json({
      created,
      architecture: spec.architecture,
      os: 'linux',
      config: spec.run,
      rootfs: { type: 'layers', diff_ids: blobs.map((blob) => blob.digest) },
      history: blobs.map(() => ({ created, created_by: 'kindling' })),
    }),
  );
  const manifest = await archive.blob(
    json({
      schemaVersion: 2,
      mediaType: MANIFEST_TYPE,
      config: { mediaType: CONFIG_TYPE, ...config },
      layers: blobs.map((blob) => ({ mediaType: LAYER_TYPE, ...blob })),
    }),
  );
  return {
    names: spec.names,
    id: config.digest,
    manifestDigest: manifest.digest,
    manifestSize: manifest.size,
    layers: blobs.map((blob) => blob.digest),
    size: blobs.reduce((sum, blob) => sum + blob.size, 0),
  };
}

function index(images: readonly ArchivedImage[]): unknown {
  const manifests = images.flatMap((image) =>
    image.names.map((name) => ({
      mediaType: MANIFEST_TYPE,
      digest: image.manifestDigest,
      size: image.manifestSize,
      annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name },
    })),
  );
  return { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests };
}

function dockerEntry(image: ArchivedImage): unknown {
  return { Config: blobPath(image.id), RepoTags: image.names, Layers: image.layers.map(blobPath) };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
