import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bucket, bucketAt } from '../../bolt/bucket.js';
import { readBolt } from '../../bolt/read.js';
import { writeBolt } from '../../bolt/write.js';
import { EPOCH } from '../rootfs/epoch.js';

const NAMESPACE = 'k8s.io';
const LAYER_LABEL = 'containerd.io/gc.ref.content.l.';
const CONFIG_LABEL = 'containerd.io/gc.ref.content.config';

/** Seconds from the year 1, Go's zero time, to 1970. */
const UNIX_TO_GO = 62_135_596_800n;

/**
 * Brings containerd's index of images, blobs and snapshots (meta.db) into the form that goes into node images: one
 * time for everything; of blobs, the manifests and configurations only. Layers are there unpacked, and containerd
 * asks for nothing else (it discards them itself with `discard_unpacked_layers`).
 *
 * @param database path of meta.db; rewritten
 * @param blobs directory with the blobs' files; those that the index no longer has are removed
 * @throws {Error} when the database isn't one that this knows
 */
export async function normalizeIndex(database: string, blobs: string): Promise<void> {
  const root = readBolt(await readFile(database));
  const content = bucketAt(root, 'v1', NAMESPACE, 'content', 'blob');
  const images = bucketAt(root, 'v1', NAMESPACE, 'images');
  if (content === undefined || images === undefined) throw new Error(`${database} has no images`);
  const wanted = new Set<string>();
  for (const name of images.entries.keys()) {
    const manifest = text(bucketAt(images, name, 'target'), 'digest');
    const labels = bucketAt(content, manifest, 'labels');
    const config = text(labels, CONFIG_LABEL);
    wanted.add(manifest).add(config);
    for (const label of [...(labels?.entries.keys() ?? [])]) {
      if (label.startsWith(LAYER_LABEL)) labels?.entries.delete(label);
    }
  }
  for (const digest of [...content.entries.keys()]) {
    if (!wanted.has(digest)) content.entries.delete(digest);
  }
  for (const name of await readdir(blobs)) {
    if (!wanted.has(`sha256:${name}`)) await rm(join(blobs, name));
  }
  await rewrite(database, root);
}

/** Gives the overlayfs snapshotter's database (metadata.db) one time for everything. */
export async function normalizeSnapshots(database: string): Promise<void> {
  await rewrite(database, readBolt(await readFile(database)));
}

async function rewrite(database: string, root: Bucket): Promise<void> {
  setTimes(root, goTime(EPOCH));
  await writeFile(database, writeBolt(root));
}

function setTimes(bucket: Bucket, time: Buffer): void {
  for (const [key, value] of bucket.entries) {
    if (!Buffer.isBuffer(value)) setTimes(value, time);
    else if (key === 'createdat' || key === 'updatedat') bucket.entries.set(key, time);
  }
}

/** A time in UTC as Go marshals it: version, seconds since the year 1, nanoseconds, -1 for UTC. */
export function goTime(seconds: number): Buffer {
  const bytes = Buffer.alloc(15);
  bytes.writeUInt8(1, 0);
  bytes.writeBigInt64BE(BigInt(seconds) + UNIX_TO_GO, 1);
  bytes.writeInt16BE(-1, 13);
  return bytes;
}

function text(bucket: Bucket | undefined, key: string): string {
  const value = bucket?.entries.get(key);
  if (!Buffer.isBuffer(value)) throw new Error(`containerd's index has no "${key}" where one is expected`);
  return value.toString('utf8');
}
