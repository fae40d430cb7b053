import type { Bucket } from '../bolt/bucket.js';
import { writeBolt } from '../bolt/write.js';
import { hexadecimal, type Member, memberId, memberJson } from './member.js';
import { bytesField, numberField } from './protobuf.js';
import { lastIndex, TERM } from './raft.js';

/**
 * The database of a new etcd (3.5 and 3.6) that holds each key in its first version.
 *
 * Keys of the bucket `key` are revisions, 8 bytes, `_`, and 8 bytes for the place within a transaction; values are
 * mvccpb's message KeyValue (etcd: server/storage/mvcc, api/mvccpb/kv.proto). The other buckets are those that `etcdutl
 * snapshot restore` makes (server/storage/schema).
 *
 * @param values by key
 */
export function etcdDatabase(values: ReadonlyMap<string, string>, members: readonly Member[]): Buffer {
  const entries: Bucket['entries'] = new Map();
  // etcd's first revision, 1, is that of an empty store.
  let revision = 1;
  for (const [key, value] of values) {
    revision += 1;
    entries.set(revisionKey(revision), keyValue(key, value, revision));
  }
  return writeBolt(
    bucket([
      ['cluster', bucket([])],
      ['key', { sequence: 0n, entries }],
      ['members', bucket(members.map(memberEntry).sort(byKey))],
      ['members_removed', bucket([])],
      [
        'meta',
        bucket([
          ['consistent_index', bigEndian(lastIndex(members))],
          ['term', bigEndian(TERM)],
        ]),
      ],
    ]),
  );
}

function memberEntry(member: Member): [string, Buffer] {
  return [hexadecimal(memberId(member)), Buffer.from(memberJson(member))];
}

function byKey([a]: [string, Buffer], [b]: [string, Buffer]): number {
  return a < b ? -1 : 1;
}

function bucket(entries: readonly [string, Buffer | Bucket][]): Bucket {
  return { sequence: 0n, entries: new Map(entries) };
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
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
