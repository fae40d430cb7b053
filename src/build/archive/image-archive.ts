import { createHash } from 'node:crypto';
import { appendFile, type FileHandle, open } from 'node:fs/promises';
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
  manifestSize: number;
  /** Digests of the uncompressed layers, lowest first. */
  layers: string[];
  /** Bytes of all layers. */
  size: number;
}

interface Blob {
  digest: string;
  size: number;
}

const BATCH = 1 << 20;
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

function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function member(path: string, content: Buffer): Buffer {
  const header = tarHeader({ path, type: 'file', mode: 0o644, mtime: EPOCH, size: content.length });
  return Buffer.concat([header, content, padding(content.length)]);
}

/** The archive's file. A blob's name is its digest, known only once it is written: its header is filled in then. */
class ArchiveFile {
  private position = 0;
  private pending: Buffer[] = [];
  private pendingSize = 0;
  private readonly digests = new Set<string>();

  constructor(private readonly handle: FileHandle) {}

  async directory(path: string): Promise<void> {
    await this.append(tarHeader({ path, type: 'directory', mode: 0o755, mtime: EPOCH }));
  }

  async blob(content: Buffer): Promise<Blob> {
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    if (!this.digests.has(digest)) await this.append(member(blobPath(digest), content));
    this.digests.add(digest);
    return { digest, size: content.length };
  }

  async layer(root: string, signal: AbortSignal | undefined): Promise<Blob> {
    const start = this.position;
    await this.append(Buffer.alloc(512));
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
    await this.flush();
    const header = tarHeader({ path: blobPath(digest), type: 'file', mode: 0o644, mtime: EPOCH, size });
    await this.handle.write(header, 0, header.length, start);
    this.digests.add(digest);
    return { digest, size };
  }

  /** Most members are small: they are written in batches. */
  private async append(chunk: Buffer): Promise<void> {
    this.pending.push(chunk);
    this.pendingSize += chunk.length;
    this.position += chunk.length;
    if (this.pendingSize >= BATCH) await this.flush();
  }

  async flush(): Promise<void> {
    const start = this.position - this.pendingSize;
    const batch = this.pending.length === 1 ? this.pending[0] : Buffer.concat(this.pending);
    this.pending = [];
    this.pendingSize = 0;
    if (batch) await this.handle.write(batch, 0, batch.length, start);
  }
}
