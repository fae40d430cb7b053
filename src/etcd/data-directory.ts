import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { etcdDatabase } from './database.js';
import type { Member } from './member.js';
import { INDEX, TERM } from './raft.js';
import { raftSnapshot } from './snapshot.js';
import { LOG_SIZE, writeAheadLog } from './write-ahead-log.js';

/**
 * Writes the data directory of a new cluster of etcd that has one member, and in which keys have values already: the
 * files of `etcdutl snapshot restore`, which would take as long to start as all the rest of a seed's work.
 *
 * @param directory absolute path; what is missing is made
 * @param values by key
 * @throws when there is a database already
 */
export function writeEtcdData(directory: string, member: Member, values: ReadonlyMap<string, string>): void {
  const [log, snapshots] = ['wal', 'snap'].map((name) => join(directory, 'member', name)) as [string, string];
  for (const path of [log, snapshots]) mkdirSync(path, { recursive: true, mode: 0o700 });
  writeFileSync(join(snapshots, 'db'), etcdDatabase(values, member), { mode: 0o600, flag: 'wx' });
  writeFileSync(join(snapshots, `${sixteenDigits(TERM)}-${sixteenDigits(INDEX)}.snap`), raftSnapshot(member));
  // The first log, which begins with the first entry.
  const file = join(log, `${sixteenDigits(0)}-${sixteenDigits(0)}.wal`);
  writeFileSync(file, writeAheadLog(member), { mode: 0o600 });
  truncateSync(file, LOG_SIZE);
}

function sixteenDigits(number: number): string {
  return number.toString(16).padStart(16, '0');
}
