import { BRANCH, BUCKET_HEADER, type Bucket, ELEMENT, IS_BUCKET, LEAF, MAGIC, PAGE_HEADER, VERSION } from './bucket.js';

/**
 * Reads a whole bolt database.
 *
 * @param file the file's bytes; nothing may be writing to it
 * @throws {Error} when it isn't one, or is damaged
 */
export function readBolt(file: Buffer): Bucket {
  const pageSize = file.length > PAGE_HEADER + 12 ? file.readUInt32LE(PAGE_HEADER + 8) : 0;
  const metas = [0, pageSize].map((at) => file.subarray(at + PAGE_HEADER, at + PAGE_HEADER + 64));
  const valid = metas.filter(
    (meta) => meta.length === 64 && meta.readUInt32LE(0) === MAGIC && meta.readUInt32LE(4) === VERSION,
  );
  const [newest] = valid.sort((a, b) => Number(b.readBigUInt64LE(48) - a.readBigUInt64LE(48)));
  if (newest === undefined) throw new Error('not a bolt database');
  const pageAt = (number: bigint) => file.subarray(Number(number) * pageSize);
  return readBucket(newest.subarray(16, 32), pageAt);
}

/** @param value root page and sequence, and the page itself if the root is 0 */
function readBucket(value: Buffer, pageAt: (number: bigint) => Buffer): Bucket {
  const root = value.readBigUInt64LE(0);
  const bucket: Bucket = { sequence: value.readBigUInt64LE(8), entries: new Map() };
  readPage(root === 0n ? value.subarray(BUCKET_HEADER) : pageAt(root), bucket, pageAt);
  return bucket;
}

function readPage(page: Buffer, bucket: Bucket, pageAt: (number: bigint) => Buffer): void {
  const flags = page.readUInt16LE(8);
  const count = page.readUInt16LE(10);
  for (let index = 0; index < count; index += 1) {
    const element = page.subarray(PAGE_HEADER + index * ELEMENT);
    if (flags === BRANCH) {
      readPage(pageAt(element.readBigUInt64LE(8)), bucket, pageAt);
    } else if (flags === LEAF) {
      const start = element.readUInt32LE(4);
      const middle = start + element.readUInt32LE(8);
      const key = element.toString('latin1', start, middle);
      const value = element.subarray(middle, middle + element.readUInt32LE(12));
      const isBucket = (element.readUInt32LE(0) & IS_BUCKET) !== 0;
      bucket.entries.set(key, isBucket ? readBucket(value, pageAt) : Buffer.from(value));
    } else {
      throw new Error(`damaged bolt database: a page has the flags ${flags}`);
    }
  }
}
