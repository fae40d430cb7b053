import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { crc32c } from './crc32c.js';
import { writeEtcdData } from './data-directory.js';

const directory = mkdtempSync(join(tmpdir(), 'kindling-etcd-'));
after(() => rmSync(directory, { recursive: true }));

// What etcdutl writes for this member; test/build/seed.test.ts compares all of it with etcdutl itself.
const FIRST_RECORDS =
  '04000000000000840804100000000000' + '1f000000000000810801' + '10e2f5dede061a1508f3b4f59ebfc7b6e51710ddedb9';
const LOG_HASH = '6038d7322c0a23bbb738242e8551d995a19caef2040d6194aabe165832769161';
const SNAPSHOT_HASH = '6fae00c5324aeced39d7377ecd96d504715ff68733db9f26cfb20923e0b3586f';

test('a member has a log, a snapshot of it and a database', () => {
  const members = [{ name: 'x-control-plane', peerUrls: ['https://10.89.0.7:2380'] }];
  writeEtcdData(directory, members, 'x-control-plane', new Map([['/a', '1']]));
  const path = (...names: string[]) => join(directory, 'member', ...names);
  const [log, snapshot] = ['wal/0000000000000000-0000000000000000.wal', 'snap/0000000000000001-0000000000000001.snap'];
  assert.deepEqual(readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort(), [
    'member',
    'member/snap',
    `member/${snapshot}`,
    'member/snap/db',
    'member/wal',
    `member/${log}`,
  ]);
  assert.equal(statSync(path(log)).size, 64_000_000);
  assert.deepEqual(
    [path(), path('wal'), path('snap'), path(log), path('snap/db')].map((each) => statSync(each).mode & 0o777),
    [0o700, 0o700, 0o700, 0o600, 0o600],
  );
  const records = readFileSync(path(log)).subarray(0, 288);
  assert.equal(records.subarray(0, 48).toString('hex'), FIRST_RECORDS);
  assert.equal(createHash('sha256').update(records).digest('hex'), LOG_HASH);
  assert.equal(
    createHash('sha256')
      .update(readFileSync(path(snapshot)))
      .digest('hex'),
    SNAPSHOT_HASH,
  );
});

test('a database that is there is kept', () => {
  const members = [{ name: 'a', peerUrls: ['https://a:2380'] }];
  writeEtcdData(join(directory, 'kept'), members, 'a', new Map());
  assert.throws(() => writeEtcdData(join(directory, 'kept'), members, 'a', new Map([['/a', '1']])), /EEXIST/);
});

test('checksums are those of RFC 3720, and can be taken up where they ended', () => {
  assert.equal(crc32c(Buffer.alloc(32)), 0x8a9136aa);
  assert.equal(crc32c(Buffer.alloc(32, 0xff)), 0x62a8ab43);
  const [start, end] = ['1234', '56789'].map((text) => Buffer.from(text)) as [Buffer, Buffer];
  assert.equal(crc32c(end, crc32c(start)), 0xe3069283);
});
