import { type Bucket, bucketAt } from '../../bolt/bucket.js';
import { KindlingError } from '../../errors.js';
import type { ArchiveContent } from '../content/archive-content.js';
import { EPOCH } from '../rootfs/epoch.js';
import { goTime } from '../store/normalize.js';

const NAMESPACE = 'k8s.io';
/** Of containerd's database, since containerd 1.7: a node's containerd migrates older ones only. */
const DATABASE_VERSION = 4;
const TIME = goTime(EPOCH);

/** What Kubernetes' part of containerd goes by, and what keeps images from being collected. */
const IMAGE_LABELS = { 'io.cri-containerd.image': 'managed', 'io.cri-containerd.pinned': 'pinned' };

/** An index (meta.db) without anything in it. */
export function emptyIndex(): Bucket {
  return bucket({ v1: bucket({ version: varint(DATABASE_VERSION) }) });
}

/**
 * Adds images to containerd's index of images and blobs, as `ctr images import --no-unpack` does: the node's containerd
 * unpacks them when they are first used. An image whose manifest is there gets its names only.
 *
 * @param names full names for the image
 * @returns the digests of blobs that have to be in the content store as well
 * @throws {KindlingError} BUILD_FAILED when the database is one that this does not know
 */
export function addImage(index: Bucket, image: ArchiveContent, names: readonly string[]): Set<string> {
  const root = bucketAt(index, 'v1');
  if (root === undefined) throw new KindlingError('BUILD_FAILED', "the base's containerd has an index of another kind");
  const namespace = child(root, NAMESPACE);
  const blobs = child(child(namespace, 'content'), 'blob');
  const images = child(namespace, 'images');
  const { manifest, config, layers } = image;
  const needed = new Set<string>();
  const add = (digest: string, size: number, labels: Record<string, string> = {}) => {
    if (blobs.entries.has(digest)) return;
    needed.add(digest);
    const entry = { createdat: TIME, updatedat: TIME, size: varint(size) };
    const texts = Object.keys(labels).length > 0 ? { labels: bucket(labels) } : {};
    blobs.entries.set(digest, bucket({ ...entry, ...texts }));
  };
  const { configDigest } = image;
  if (!blobs.entries.has(manifest.digest)) {
    const references = layers.map(({ digest }, at) => [`containerd.io/gc.ref.content.l.${at}`, digest] as const);
    const labels = { 'containerd.io/gc.ref.content.config': configDigest, ...Object.fromEntries(references) };
    add(manifest.digest, manifest.content.length, labels);
    add(configDigest, config.length);
    for (const { digest, size } of layers) add(digest, size);
  }
  const target = () =>
    bucket({ digest: manifest.digest, mediatype: manifest.mediaType, size: varint(manifest.content.length) });
  for (const name of names) {
    images.entries.set(
      name,
      bucket({ createdat: TIME, updatedat: TIME, labels: bucket(IMAGE_LABELS), target: target() }),
    );
  }
  return needed;
}

function child(parent: Bucket, key: string): Bucket {
  const found = parent.entries.get(key);
  if (found !== undefined && !Buffer.isBuffer(found)) return found;
  const made = bucket({});
  parent.entries.set(key, made);
  return made;
}

function bucket(entries: Record<string, string | Buffer | Bucket>): Bucket {
  const values = Object.entries(entries).map(
    ([key, value]) => [key, typeof value === 'string' ? Buffer.from(value) : value] as const,
  );
  return { sequence: 0n, entries: new Map(values) };
}

/** A whole number as Go's encoding/binary has it: zigzag, seven bits to a byte. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = BigInt(value) * 2n; ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 0x7fn) | 0x80);
  }
}
