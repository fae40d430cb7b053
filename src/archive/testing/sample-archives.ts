import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { blobName, digestOf } from '../contents.js';
import { v1Names } from '../v1-names.js';

/** An image to make archives of. */
export interface SampleImage {
  names: string[];
  /** Contents of uncompressed layers, lowest first. */
  layers: Buffer[];
  architecture?: string;
}

/** A layer of so many bytes that differs by its seed. */
export function sampleLayer(seed: number, size = 20_000): Buffer {
  return Buffer.alloc(size, `layer ${seed} `);
}

export function configOf({ layers, architecture = 'amd64' }: SampleImage): Buffer {
  return json({ os: 'linux', architecture, rootfs: { type: 'layers', diff_ids: layers.map(digestOf) } });
}

/** How docker archives call their files: podman's way, Docker's before 25, and Docker's since without the OCI part. */
export type DockerStyle = 'podman' | 'old' | 'blobs';

/** A docker archive, its manifest at the end. */
export async function dockerArchive(
  images: readonly SampleImage[],
  style: DockerStyle = 'podman',
  compress = false,
): Promise<Buffer> {
  const files = new Map<string, Buffer | { link: string }>();
  const list = images.map((image, at) => {
    const config = configOf(image);
    const byDigest = new Map([...v1Names(image.layers.map(digestOf))].map(([name, digest]) => [digest, name]));
    const layers = image.layers.map((layer, index) => {
      const hex = digestOf(layer).slice('sha256:'.length);
      const content = compress ? gzipSync(layer) : layer;
      const old = byDigest.get(digestOf(layer)) ?? `./${at}${index}/layer.tar`;
      if (style === 'podman') files.set(`${hex}.tar${compress ? '.gz' : ''}`, content);
      else if (style === 'blobs') files.set(blobName(digestOf(content)), content);
      else files.set(old, content);
      if (style === 'podman') files.set(`${at}${index}/layer.tar`, { link: `../${hex}.tar` });
      if (style === 'blobs') return blobName(digestOf(content));
      if (style === 'old') return old;
      return compress ? `${hex}.tar.gz` : `${at}${index}/layer.tar`;
    });
    files.set(`${at}.json`, config);
    files.set(`${at}/VERSION`, Buffer.from('1.0'));
    return { Config: `${at}.json`, RepoTags: image.names, Layers: layers };
  });
  files.set('manifest.json', json(list));
  return await tarOf(files);
}

/** An OCI archive with one index entry of several platforms for each image. */
export async function ociArchive(images: readonly SampleImage[][], compress = true): Promise<Buffer> {
  const files = new Map<string, Buffer>();
  const blob = (content: Buffer, more: object) => {
    files.set(blobName(digestOf(content)), content);
    return { digest: digestOf(content), size: content.length, ...more };
  };
  const manifests = images.map((platforms) => {
    const each = platforms.map((image) =>
      blob(
        json({
          schemaVersion: 2,
          config: blob(configOf(image), { mediaType: 'application/vnd.oci.image.config.v1+json' }),
          layers: image.layers.map((layer) =>
            blob(compress ? gzipSync(layer) : layer, {
              mediaType: `application/vnd.oci.image.layer.v1.tar${compress ? '+gzip' : ''}`,
            }),
          ),
        }),
        {
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
          platform: { os: 'linux', architecture: image.architecture ?? 'amd64' },
        },
      ),
    );
    const annotations = { 'io.containerd.image.name': platforms[0]?.names[0] };
    if (each.length === 1) return { ...each[0], annotations };
    const index = json({ schemaVersion: 2, manifests: each });
    return blob(index, { mediaType: 'application/vnd.oci.image.index.v1+json', annotations });
  });
  files.set('index.json', json({ schemaVersion: 2, manifests }));
  files.set('oci-layout', json({ imageLayoutVersion: '1.0.0' }));
  return await tarOf(files);
}

export async function tarOf(files: ReadonlyMap<string, Buffer | { link: string }>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of files) {
    if (Buffer.isBuffer(content)) tar.entry({ name }, content);
    else tar.entry({ name, type: 'symlink', linkname: content.link });
  }
  tar.finalize();
  return await buffer(tar);
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
