import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bucketAt } from '../bolt/bucket.js';
import { readBolt } from '../bolt/read.js';
import { etcdDatabase } from './database.js';

const MEMBERS = [{ name: 'x-control-plane', peerUrls: ['https://10.89.0.7:2380'] }];

test('every key has a revision of its own, after the empty store’s', () => {
  const database = readBolt(
    etcdDatabase(
      new Map([
        ['/a', '1'],
        ['/b', 'x'.repeat(300)],
      ]),
      MEMBERS,
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

test('the member is known, and what has been applied of the log', () => {
  const database = readBolt(etcdDatabase(new Map(), MEMBERS));
  const texts = (bucket: string) =>
    [...(bucketAt(database, bucket)?.entries ?? [])].map(([key, value]) => [key, (value as Buffer).toString('latin1')]);
  const json = '{"id":1714422559197190771,"peerURLs":["https://10.89.0.7:2380"],"name":"x-control-plane"}';
  assert.deepEqual(texts('members'), [['17cada3bf3dd5a73', json]]);
  const one = '\0\0\0\0\0\0\0\x01';
  assert.deepEqual(texts('meta'), [
    ['consistent_index', one],
    ['term', one],
  ]);
});
