import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Bucket, bucketAt } from '../../bolt/bucket.js';
import { readBolt } from '../../bolt/read.js';
import { writeBolt } from '../../bolt/write.js';
import { normalizeIndex } from './normalize.js';

function bucket(entries: Record<string, string | Buffer | Bucket>): Bucket {
  const values = Object.entries(entries).map(
    ([key, value]) => [key, typeof value === 'string' ? Buffer.from(value) : value] as const,
  );
  return { sequence: 0n, entries: new Map(values) };
}

const blob = (labels: Record<string, string> = {}) =>
  bucket({ createdat: Buffer.alloc(15, 7), labels: bucket(labels), size: '1' });

test('layers leave the index and the disk; manifests, configurations and images stay, all of one time', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'kindling-normalize-'));
  t.after(() => rm(root, { recursive: true }));
  const content = bucket({
    'sha256:aa': blob({
      'containerd.io/gc.ref.content.config': 'sha256:bb',
      'containerd.io/gc.ref.content.l.0': 'sha256:cc',
    }),
    'sha256:bb': blob({ 'containerd.io/gc.ref.snapshot.overlayfs': 'sha256:chain' }),
    'sha256:cc': blob(),
    'sha256:dd': blob(),
  });
  const images = bucket({ 'localhost/x:1': bucket({ target: bucket({ digest: 'sha256:aa' }) }) });
  const namespace = bucket({ content: bucket({ blob: content }), images });
  const database = join(root, 'meta.db');
  await writeFile(database, writeBolt(bucket({ v1: bucket({ 'k8s.io': namespace }) })));
  await mkdir(join(root, 'blobs'));
  for (const name of ['aa', 'bb', 'cc', 'dd']) await writeFile(join(root, 'blobs', name), '');

  await normalizeIndex(database, join(root, 'blobs'));

  assert.deepEqual((await readdir(join(root, 'blobs'))).sort(), ['aa', 'bb']);
  const kept = bucketAt(readBolt(await readFile(database)), 'v1', 'k8s.io', 'content', 'blob');
  assert.deepEqual([...(kept?.entries.keys() ?? [])], ['sha256:aa', 'sha256:bb']);
  const manifest = kept?.entries.get('sha256:aa') as Bucket;
  assert.deepEqual([...(bucketAt(manifest, 'labels')?.entries.keys() ?? [])], ['containerd.io/gc.ref.content.config']);
  // 2026-01-01 in UTC, as time.Time.MarshalBinary of Go writes it.
  assert.equal((manifest.entries.get('createdat') as Buffer).toString('hex'), '010000000ee0e7b00000000000ffff');
});

test('a database of something else is refused', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'kindling-normalize-'));
  t.after(() => rm(root, { recursive: true }));
  await writeFile(join(root, 'meta.db'), writeBolt(bucket({ v1: bucket({}) })));
  await assert.rejects(normalizeIndex(join(root, 'meta.db'), root), /has no images/);
});
