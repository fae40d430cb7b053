import assert from 'node:assert/strict';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { pack } from 'tar-stream';
import { ArchiveError } from './archive-error.js';
import { type Bytes, FileBytes, StreamBytes } from './bytes.js';
import { tarMembers } from './tar-members.js';

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kindling-members-'));
});
after(() => rm(directory, { recursive: true }));

type Found = [name: string, type: string, content: string, linkName: string][];

async function read(bytes: Bytes, contents = true): Promise<Found> {
  const found: Found = [];
  for await (const member of tarMembers(bytes)) {
    const content = contents ? Buffer.concat(await collect(member.content())).toString('latin1') : '';
    found.push([member.name, member.type, content, member.linkName]);
  }
  return found;
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

async function fromFile(archive: Uint8Array, contents = true): Promise<Found> {
  const path = join(directory, 'archive');
  await writeFile(path, archive);
  const file = await open(path);
  try {
    return await read(new FileBytes(file, archive.length), contents);
  } finally {
    await file.close();
  }
}

async function* pieces(archive: Uint8Array, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < archive.length; at += size) yield Buffer.from(archive.subarray(at, at + size));
}

const fromStream = (archive: Uint8Array, size = 1000, contents = true) =>
  read(new StreamBytes(pieces(archive, size)), contents);

const name = fc
  .array(fc.stringMatching(/^[a-zäé0-9]{1,60}$/), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join('/'));
const files = fc.array(fc.tuple(name, fc.uint8Array({ maxLength: 3000 })), { maxLength: 6 });

async function tarOf(entries: readonly (readonly [string, Uint8Array])[]): Promise<Buffer> {
  const tar = pack();
  for (const [path, content] of entries) tar.entry({ name: path }, Buffer.from(content));
  tar.entry({ name: 'a/link', type: 'symlink', linkname: '../b' });
  tar.entry({ name: 'directory', type: 'directory' });
  tar.finalize();
  return await buffer(tar);
}

test('files and links are found, in a file and in a stream however it is cut', async () => {
  await fc.assert(
    fc.asyncProperty(files, fc.integer({ min: 1, max: 5000 }), async (entries, size) => {
      const archive = await tarOf(entries);
      const expected = entries.map(([path, content]) => [path, 'file', Buffer.from(content).toString('latin1'), '']);
      expected.push(['a/link', 'symlink', '', '../b']);
      assert.deepEqual(await fromFile(archive), expected);
      assert.deepEqual(await fromStream(archive, size), expected);
      const names = expected.map(([path]) => path);
      assert.deepEqual(
        (await fromFile(archive, false)).map(([path]) => path),
        names,
      );
      assert.deepEqual(
        (await fromStream(archive, size, false)).map(([path]) => path),
        names,
      );
    }),
    { numRuns: 40 },
  );
});

test('a broken archive is an error or reads shorter, never a crash', async () => {
  const cut = fc.tuple(files, fc.nat({ max: 20_000 })).chain(([entries, at]) => fc.constant({ entries, at }));
  await fc.assert(
    fc.asyncProperty(cut, async ({ entries, at }) => {
      const whole = await tarOf(entries);
      const archive = whole.subarray(0, at % whole.length);
      for (const reading of [
        () => fromFile(archive),
        () => fromStream(archive),
        () => fromStream(archive, 77, false),
      ]) {
        const found = await reading().catch((error) => error);
        if (Array.isArray(found)) assert.ok(found.length <= entries.length + 1);
        else assert.ok(found instanceof ArchiveError, String(found?.stack));
      }
    }),
    { numRuns: 60 },
  );
});

test('links have no content, whatever an extended header says; a length in one is a number', async () => {
  const tar = pack();
  tar.entry({ name: 'link', type: 'symlink', linkname: 'file', pax: { size: '1024' } });
  tar.entry({ name: 'file' }, 'x');
  tar.finalize();
  const archive = await buffer(tar);
  assert.deepEqual(await fromFile(archive), [
    ['link', 'symlink', '', 'file'],
    ['file', 'file', 'x', ''],
  ]);
  const record = archive.indexOf('13 size=1024');
  assert.ok(record > 0);
  archive.write('1e1', record);
  await assert.rejects(fromFile(archive), /a pax header of it is broken/);
});

test('bytes that are no archive are an error', async () => {
  const garbage = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 3000 }), flipped());
  await fc.assert(
    fc.asyncProperty(garbage, async (archive) => {
      for (const reading of [() => fromFile(archive), () => fromStream(archive)]) {
        const found = await reading().catch((error) => error);
        assert.ok(Array.isArray(found) || found instanceof ArchiveError, String(found?.stack));
      }
    }),
    { numRuns: 100 },
  );
  for (const text of ['', 'x', 'x'.repeat(512), '{}'.repeat(400)]) {
    await assert.rejects(fromFile(Buffer.from(text)), /not a tar archive/);
    await assert.rejects(fromStream(Buffer.from(text)), /not a tar archive/);
  }
});

/** A header with a right checksum and bytes of any kind elsewhere. */
function flipped(): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: 512, maxLength: 1500 }).map((bytes) => {
    bytes.fill(0x20, 148, 156);
    const sum = bytes.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    bytes.set(Buffer.from(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
    return bytes;
  });
}
