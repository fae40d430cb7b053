import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { EPOCH } from '../rootfs/epoch.js';
import type { ImageSpec } from './image-spec.js';
import { padding, TAR_END, tarHeader } from './tar-header.js';
import { writeTree } from './tar-tree.js';

export interface ArchivedImage {
  names: readonly string[];
  /** The image's ID as Docker and podman show it: the configuration's digest, `sha256:…`. */
  id: string;
  /** Digest of the OCI manifest: what containerd (and Docker on top of it) calls the image's ID. */
  manifestDigest: string;
  /** Digests of the uncompressed layers, lowest first. */
  layers: string[];
  /** Bytes of all layers. */
  size: number;
}

interface Blob {
  digest: string;
  size: number;
}

const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';
const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar';

/**
 * Writes an image archive that both `docker load` (`manifest.json`) and OCI tools (`index.json`, OCI image layout
 * 1.0) read. Layers are uncompressed, one tar per directory, and stream from the trees into the file; the same
 * specs give the same bytes.
 *
 * @param path the archive's path on the host; overwritten
 * @returns the images in the order of `specs`
 * @throws the file system's error, or the signal's reason when it is aborted
 */
export async function writeImageArchive(
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
    await archive.file('index.json', json(index(images, archive)));
    await archive.file('manifest.json', json(images.map(dockerEntry)));
    await archive.file('oci-layout', json({ imageLayoutVersion: '1.0.0' }));
    await archive.end();
    return images;
  } finally {
    await file.close();
  }
}

async function addImage(archive: ArchiveFile, spec: ImageSpec, layers: Map<string, Blob>): Promise<ArchivedImage> {
  const blobs = spec.layers.map((root) => layers.get(root) as Blob);
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
    layers: blobs.map((blob) => blob.digest),
    size: blobs.reduce((sum, blob) => sum + blob.size, 0),
  };
}

function index(images: readonly ArchivedImage[], archive: ArchiveFile): unknown {
  const manifests = images.flatMap((image) =>
    image.names.map((name) => ({
      mediaType: MANIFEST_TYPE,
      digest: image.manifestDigest,
      size: archive.sizeOf(image.manifestDigest),
      annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name },
    })),
  );
  return { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests };
}

function dockerEntry(image: ArchivedImage): unknown {
  return { Config: blobPath(image.id), RepoTags: image.names, Layers: image.layers.map(blobPath) };
}

function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** The archive's file. A blob's name is its digest, known only once it is written: its header is filled in then. */
class ArchiveFile {
  private position = 0;
  private readonly sizes = new Map<string, number>();

  constructor(private readonly handle: FileHandle) {}

  async directory(path: string): Promise<void> {
    await this.append(tarHeader({ path, type: 'directory', mode: 0o755, mtime: EPOCH }));
  }

  async file(path: string, content: Buffer): Promise<void> {
    const header = tarHeader({ path, type: 'file', mode: 0o644, mtime: EPOCH, size: content.length });
    await this.append(Buffer.concat([header, content, padding(content.length)]));
  }

  async blob(content: Buffer): Promise<Blob> {
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    if (!this.sizes.has(digest)) await this.file(blobPath(digest), content);
    this.sizes.set(digest, content.length);
    return { digest, size: content.length };
  }

  async layer(root: string, signal: AbortSignal | undefined): Promise<Blob> {
    const start = this.position;
    this.position += 512;
    const hash = createHash('sha256');
    await writeTree(
      root,
      async (chunk) => {
        hash.update(chunk);
        await this.append(chunk);
      },
      signal ? { signal } : {},
    );
    const size = this.position - start - 512;
    const digest = `sha256:${hash.digest('hex')}`;
    const header = tarHeader({ path: blobPath(digest), type: 'file', mode: 0o644, mtime: EPOCH, size });
    await this.handle.write(header, 0, header.length, start);
    this.sizes.set(digest, size);
    return { digest, size };
  }

  sizeOf(digest: string): number {
    return this.sizes.get(digest) ?? 0;
  }

  async end(): Promise<void> {
    await this.append(TAR_END);
  }

  private async append(chunk: Buffer): Promise<void> {
    await this.handle.write(chunk, 0, chunk.length, this.position);
    this.position += chunk.length;
  }
}
