import type { Bucket } from '../bolt/bucket.js';
import { writeBolt } from '../bolt/write.js';

/**
 * The database of an etcd (3.5 and 3.6) that holds each key in its first version, fit for `etcdutl snapshot restore`.
 *
 * Keys of the bucket are revisions, 8 bytes, `_`, and 8 bytes for the place within a transaction; values are mvccpb's
 * message KeyValue (etcd: server/storage/mvcc, api/mvccpb/kv.proto).
 *
 * @param values by key
 */
export function etcdDatabase(values: ReadonlyMap<string, string>): Buffer {
  const entries: Bucket['entries'] = new Map();
  // etcd's first revision, 1, is that of an empty store.
  let revision = 1;
  for (const [key, value] of values) {
    revision += 1;
    entries.set(revisionKey(revision), keyValue(key, value, revision));
  }
  const bucket = (content: Bucket['entries']): Bucket => ({ sequence: 0n, entries: content });
  return writeBolt(
    bucket(
      new Map([
        ['key', bucket(entries)],
        ['meta', bucket(new Map())],
      ]),
    ),
  );
}

function revisionKey(revision: number): string {
  const key = Buffer.alloc(17);
  key.writeBigUInt64BE(BigInt(revision), 0);
  key.write('_', 8);
  return key.toString('latin1');
}

/** The message: key 1, create_revision 2, mod_revision 3, version 4, value 5. */
function keyValue(key: string, value: string, revision: number): Buffer {
  return Buffer.concat([
    bytesField(1, Buffer.from(key)),
    numberField(2, revision),
    numberField(3, revision),
    numberField(4, 1),
    bytesField(5, Buffer.from(value)),
  ]);
}

function bytesField(number: number, content: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
}

function numberField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return Buffer.from([...bytes, rest]);
}
