import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sumUnwritten, unwrittenBytes } from './unwritten.js';

/** In the form of filefrag 1.47; `expected` is there for extents that do not follow the one before. */
const LISTING = `Filesystem type is: ef53
File size of /data/a (1 blocks of 9 bytes)/0.tmp is 64000000 (15625 blocks of 4096 bytes)
 ext:     logical_offset:        physical_offset: length:   expected: flags:
   0:        0..       0:    6265566..   6265566:      1:            
   1:        1..     926:   62720348..  62721273:    926:    6265567:
   2:      927..    2047:   62721274..  62722394:   1121:             last,unwritten,eof
/data/0.tmp: 2 extents found
File size of /data/b is 2048 (1 block of 1024 bytes)
   0:        0..       9:    6265566..   6265575:     10:          7: unwritten
   1:       10..      12:    6265576..   6265578:      3:             last,eof
/data/b: 2 extents found
`;

test('extents that were never written count, in the blocks of their file', () => {
  assert.equal(sumUnwritten(LISTING), 1121 * 4096 + 10 * 1024);
  assert.equal(sumUnwritten(''), 0);
});

test('files that are not there have nothing unwritten', async () => {
  assert.equal(await unwrittenBytes(['/nowhere/at/all']), 0);
  assert.equal(await unwrittenBytes([]), 0);
});
