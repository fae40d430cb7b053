import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readSplitTar, splitTarSize } from './split-tar.js';

let root: string;
let split: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'kindling-split-'));
  split = join(root, 'tar-split.gz');
});
after(() => rm(root, { recursive: true }));

type Piece = { file: Buffer } | { bytes: Buffer };

/** Writes the files and the tar-split file of an archive that consists of these pieces. */
async function store(pieces: readonly Piece[]): Promise<Buffer> {
  const entries: object[] = [];
  for (const [position, piece] of pieces.entries()) {
    if ('bytes' in piece) entries.push({ type: 2, payload: piece.bytes.toString('base64'), position });
    else {
      const name = Buffer.from([0xff, ...Buffer.from(`-${position}`)]);
      const isRaw = position % 2 === 1;
      const path = isRaw ? Buffer.concat([Buffer.from(`${root}/`), name]) : join(root, `file ${position}`);
      await writeFile(path, piece.file);
      const names = isRaw ? { name_raw: name.toString('base64') } : { name: `file ${position}` };
      const { length: size } = piece.file;
      entries.push({ type: 1, ...names, ...(size > 0 && { size }), payload: 'AAAAAAAAAAA=', position });
    }
  }
  await writeFile(split, gzipSync(entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')));
  return Buffer.concat(pieces.map((piece) => ('file' in piece ? piece.file : piece.bytes)));
}

const read = () => buffer(Readable.from(readSplitTar(split, root)));

test('a layer is put together again, to the byte', async () => {
  const content = fc.oneof(fc.nat(2000), fc.integer({ min: 1 << 20, max: 3 << 20 })).map((size) => {
    return Buffer.alloc(size, `some content of ${size} bytes `);
  });
  const piece = fc.oneof(
    content.map((file): Piece => ({ file })),
    content.map((bytes): Piece => ({ bytes })),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
      const whole = await store(pieces);
      assert.equal(await splitTarSize(split), whole.length);
      assert.ok((await read()).equals(whole));
    }),
    { numRuns: 40 },
  );
});

test('a file that is shorter, gone or a symbolic link is an error', async () => {
  await store([{ file: Buffer.alloc(5000) }]);
  await truncate(join(root, 'file 0'), 4000);
  await assert.rejects(read(), /file 0 is shorter than it was/);
  await rm(join(root, 'file 0'));
  await assert.rejects(read(), { code: 'ENOENT' });
  await symlink('/etc/hostname', join(root, 'file 0'));
  await assert.rejects(read(), { code: 'ELOOP' });
});

test('a broken tar-split file is an error', async () => {
  await writeFile(split, gzipSync('{"type":1,"name":').subarray(0, -4));
  await assert.rejects(splitTarSize(split), { code: 'Z_BUF_ERROR' });
  await writeFile(split, gzipSync('no json\n'));
  await assert.rejects(read(), SyntaxError);
});
