import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { etcdDatabase } from './database.js';
import type { Member } from './member.js';
import { lastIndex, TERM } from './raft.js';
import { raftSnapshot } from './snapshot.js';
import { LOG_SIZE, writeAheadLog } from './write-ahead-log.js';

/**
 * Writes the data directory of a member of a new cluster of etcd, in which keys have values already: the files of
 * `etcdutl snapshot restore`, which would take as long to start as all the rest of a seed's work. Every member has to be
 * given the same members and values.
 *
 * @param directory absolute path; what is missing is made
 * @param members all, the member itself among them
 * @param self the member's name
 * @param values by key
 * @throws when there is a database already
 */
export function writeEtcdData(
  directory: string,
  members: readonly Member[],
  self: string,
  values: ReadonlyMap<string, string>,
): void {
  const [log, snapshots] = ['wal', 'snap'].map((name) => join(directory, 'member', name)) as [string, string];
  for (const path of [log, snapshots]) mkdirSync(path, { recursive: true, mode: 0o700 });
  writeFileSync(join(snapshots, 'db'), etcdDatabase(values, members), { mode: 0o600, flag: 'wx' });
  const name = `${sixteenDigits(TERM)}-${sixteenDigits(lastIndex(members))}.snap`;
  writeFileSync(join(snapshots, name), raftSnapshot(members));
  // The first log, which begins with the first entry.
  const file = join(log, `${sixteenDigits(0)}-${sixteenDigits(0)}.wal`);
  writeFileSync(file, writeAheadLog(members, self), { mode: 0o600 });
  truncateSync(file, LOG_SIZE);
}

function sixteenDigits(number: number): string {
  return number.toString(16).padStart(16, '0');
}
