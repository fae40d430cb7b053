import type { ArchiveFile } from './contents.js';

/** An image in an archive, for one platform. */
export interface ArchivedImage {
  /** Annotations of each of its entries in the index; its names are among them. Never empty. */
  entries: Readonly<Record<string, string>>[];
  /** The digests that stand for it: of its configuration (the ID), its manifest, and indexes around that. */
  identities: string[];
  manifest: { mediaType: string; digest: string; content: Buffer };
  config: { digest: string; content: Buffer };
  /** Lowest first. */
  layers: ArchivedLayer[];
}

export interface ArchivedLayer {
  /** Of the blob, `sha256:…`. */
  digest: string;
  file: ArchiveFile;
  /** The digest of all uncompressed layers up to this one, by which snapshots go. Undefined when unknown. */
  chainId: string | undefined;
}

/** A kind of machine in OCI's words: `amd64`, `arm64`; the operating system is always linux. */
export type Architecture = string;
