import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketAt } from '../bolt/bucket.js';
import { readBolt } from '../bolt/read.js';
import { etcdDatabase } from './etcd-database.js';

test('every key has a revision of its own, after the empty store’s', () => {
  const database = readBolt(
    etcdDatabase(
      new Map([
        ['/a', '1'],
        ['/b', 'x'.repeat(300)],
      ]),
    ),
  );
  const entries = [...(bucketAt(database, 'key')?.entries ?? [])];
  assert.deepEqual(
    entries.map(([key]) => Buffer.from(key, 'latin1').toString('hex')),
    ['00000000000000025f0000000000000000', '00000000000000035f0000000000000000'],
  );
  const [first, second] = entries.map(([, value]) => value as Buffer);
  // key "/a", created and modified in revision 2, version 1, value "1"
  assert.equal(first?.toString('hex'), '0a022f61100218022001' + '2a0131');
  assert.equal(second?.toString('hex'), `0a022f62100318032001${'2aac02'}${'78'.repeat(300)}`);
});

test('there is a place for what etcd notes of itself', () => {
  assert.equal(bucketAt(readBolt(etcdDatabase(new Map())), 'meta')?.entries.size, 0);
});
