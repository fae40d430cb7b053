import { KindlingError } from '../errors.js';
import { crc32c } from './crc32c.js';
import { clusterId, type Member, memberId } from './member.js';
import { bytesField, numberField } from './protobuf.js';
import { confState, hardState, lastIndex, memberEntries, TERM } from './raft.js';

/** Bytes that etcd gives to a log's file; those behind the last record are zero. */
export const LOG_SIZE = 64_000_000;

/** Types of records (etcd: server/storage/wal/wal.go). */
const [METADATA, ENTRY, STATE, CHECKSUM, SNAPSHOT] = [1, 2, 3, 4, 5];

/**
 * The beginning of etcd's write-ahead log, with the records that `etcdutl snapshot restore` writes: who we are, that the
 * log begins, the entries about the members, the state of the election, and that there is a snapshot up to here.
 *
 * @param self the name of the member whose log it is
 */
export function writeAheadLog(members: readonly Member[], self: string): Buffer {
  const member = members.find(({ name }) => name === self);
  if (member === undefined) throw new KindlingError('INTERNAL', `"${self}" is no member of its etcd`);
  // Metadata: node 1, cluster 2. Snapshot: index 1, term 2, state of the configuration 3.
  const metadata = Buffer.concat([numberField(1, memberId(member)), numberField(2, clusterId(members))]);
  const beginning = Buffer.concat([numberField(1, 0), numberField(2, 0)]);
  const snapshot = Buffer.concat([
    numberField(1, lastIndex(members)),
    numberField(2, TERM),
    bytesField(3, confState(members)),
  ]);
  const records: [number, Buffer][] = [
    [METADATA, metadata],
    [SNAPSHOT, beginning],
    ...memberEntries(members).map((entry): [number, Buffer] => [ENTRY, entry]),
    [STATE, hardState(members)],
    [SNAPSHOT, snapshot],
  ];
  let checksum = 0;
  const frames = records.map(([type, data]) => {
    checksum = crc32c(data, checksum);
    return frame(Buffer.concat([numberField(1, type), numberField(2, checksum), bytesField(3, data)]));
  });
  return Buffer.concat([frame(Buffer.concat([numberField(1, CHECKSUM), numberField(2, 0)])), ...frames]);
}

/** A record: type 1, checksum of all data so far 2, data 3; after its length, and filled up to 8 bytes. */
function frame(record: Buffer): Buffer {
  const padding = (8 - (record.length % 8)) % 8;
  const length = Buffer.alloc(8);
  length.writeUInt32LE(record.length);
  if (padding > 0) length[7] = 0x80 | padding;
  return Buffer.concat([length, record, Buffer.alloc(padding)]);
}
