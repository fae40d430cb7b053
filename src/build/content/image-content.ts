import { digestOf } from '../../archive/contents.js';
import type { Arch } from '../part.js';

/** A layer as it stands in an archive or a registry. */
export interface LayerContent {
  /** Of the blob: `sha256:…`. */
  digest: string;
  /** Of the uncompressed layer; the same as `digest` where nothing is compressed. */
  diffId: string;
  /** Of the blob, in bytes. */
  size: number;
  compression: 'none' | 'gzip' | 'zstd';
  /** The blob, from its beginning; it can be read again and again. */
  read(): AsyncIterable<Buffer>;
}

/** An image without a name: its configuration document, and its layers, lowest first. */
export interface ImageContent {
  config: Buffer;
  layers: readonly LayerContent[];
}

/** An image and its full names, with tags. */
export interface NamedContent extends ImageContent {
  names: readonly string[];
}

export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';
const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar';

export interface Manifest {
  digest: string;
  content: Buffer;
}

/** The image's OCI manifest. The same image has the same one, wherever it comes from. */
export function manifestOf({ config, layers }: ImageContent): Manifest {
  const content = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST_TYPE,
      config: { mediaType: CONFIG_TYPE, digest: digestOf(config), size: config.length },
      layers: layers.map(({ digest, size, compression }) => ({
        mediaType: compression === 'none' ? LAYER_TYPE : `${LAYER_TYPE}+${compression}`,
        digest,
        size,
      })),
    }),
  );
  return { digest: digestOf(content), content };
}

/** The image's ID as Docker and podman show it: the configuration's digest. */
export function imageId({ config }: ImageContent): string {
  return digestOf(config);
}

/** Bytes of all layers, as they are. */
export function sizeOf({ layers }: ImageContent): number {
  return layers.reduce((sum, { size }) => sum + size, 0);
}

/** What of a configuration document is read and changed here. */
export interface ConfigDocument {
  architecture: Arch;
  created?: string;
  config?: Record<string, unknown>;
  rootfs: { type: 'layers'; diff_ids: string[] };
  history?: Record<string, unknown>[];
}

export function configOf({ config }: ImageContent): ConfigDocument {
  return JSON.parse(config.toString()) as ConfigDocument;
}
