/**
 * A bucket of a bolt database (go.etcd.io/bbolt), as containerd keeps its state in: keys, in the order of their
 * bytes, with values or further buckets. Keys are held as text of one character per byte ("latin1").
 */
export interface Bucket {
  /** The bucket's counter for numbering things. */
  sequence: bigint;
  entries: Map<string, Buffer | Bucket>;
}

/** The bucket at a path, or undefined. */
export function bucketAt(bucket: Bucket, ...path: readonly string[]): Bucket | undefined {
  let current: Bucket = bucket;
  for (const key of path) {
    const next = current.entries.get(key);
    if (next === undefined || Buffer.isBuffer(next)) return undefined;
    current = next;
  }
  return current;
}

// The file format, version 2: pages of one size. A page's header: its number (8 bytes), flags (2), count of elements
// (2), number of pages that follow and belong to it (4). Two meta pages come first.
export const PAGE_HEADER = 16;
export const BRANCH = 0x01;
export const LEAF = 0x02;
export const META = 0x04;
export const FREELIST = 0x10;
/** Leaf: flags, position, key size, value size (4 bytes each). Branch: position, key size (4 each), page (8). */
export const ELEMENT = 16;
/** Flag of a leaf element whose value is a bucket. */
export const IS_BUCKET = 0x01;
/** A bucket's value: its root page (8; 0 when the page follows in the value), its sequence (8). */
export const BUCKET_HEADER = 16;
export const MAGIC = 0xed0cdaed;
export const VERSION = 2;
