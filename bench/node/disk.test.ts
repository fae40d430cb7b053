import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FIND_FORMAT, ownFiles, writtenDirectories } from './disk.js';

const sum = (listing: string) => ownFiles(listing).reduce((total, { bytes }) => total + bytes, 0);

test('blocks count once for each inode, and not when it has names elsewhere', () => {
  const listing = [
    '1:1 d 3 8',
    '1:2 f 1 16',
    '1:3 f 2 100',
    '1:3 f 2 100',
    '1:4 f 3 1000',
    '1:4 f 3 1000',
    '2:4 f 1 2',
  ];
  assert.equal(sum(listing.map((line) => `${line} /a b\n`).join('')), (8 + 16 + 100 + 2) * 512);
  assert.deepEqual(ownFiles('1:2 f 1 16 /a b\n'), [{ type: 'f', bytes: 16 * 512, path: '/a b', names: 1, seen: 1 }]);
  assert.deepEqual(ownFiles(''), []);
});

test('what find prints of real files is read', () => {
  const work = mkdtempSync(join(tmpdir(), 'kindling-disk-'));
  try {
    const [inside, outside] = [join(work, 'inside'), join(work, 'outside')];
    mkdirSync(inside);
    mkdirSync(outside);
    const size = 1 << 20;
    writeFileSync(join(inside, 'own'), Buffer.alloc(size, 1));
    linkSync(join(inside, 'own'), join(inside, 'again'));
    writeFileSync(join(outside, 'shared'), Buffer.alloc(size, 1));
    linkSync(join(outside, 'shared'), join(inside, 'shared'));
    writeFileSync(join(inside, 'sparse'), '');
    truncateSync(join(inside, 'sparse'), size);
    const listing = execFileSync('find', [inside, '-xdev', '-printf', FIND_FORMAT], { encoding: 'utf8' });
    const bytes = sum(listing);
    assert.ok(bytes >= size && bytes < 1.5 * size, `${bytes} bytes`);
  } finally {
    rmSync(work, { recursive: true });
  }
});

test('a container writes to its layer and its volume', () => {
  const layer = { GraphDriver: { Data: { UpperDir: '/store/diff' } } };
  const mounts = [
    { Type: 'bind', Destination: '/var', Source: '/host' },
    { Type: 'volume', Destination: '/var', Source: '/volumes/a/_data' },
  ];
  assert.deepEqual(writtenDirectories(JSON.stringify([{ ...layer, Mounts: mounts }])), [
    '/store/diff',
    '/volumes/a/_data',
  ]);
  assert.deepEqual(writtenDirectories(JSON.stringify([layer])), ['/store/diff']);
  assert.throws(() => writtenDirectories('[{}]'), /overlayfs/);
});
