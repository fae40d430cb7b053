import assert from 'node:assert/strict';
import { link, lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { run } from '../../exec/run.js';
import { EPOCH } from '../rootfs/epoch.js';
import { walk } from '../rootfs/walk.js';
import { writeTree } from './tar-tree.js';

type Entry =
  | { kind: 'file'; content: Uint8Array; mode: number }
  | { kind: 'dir' }
  | { kind: 'symlink'; target: string };

const name = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 60 }),
    fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
    fc.constantFrom('a'.repeat(120), 'ä'.repeat(90), ' ', '-', '\n'),
  )
  .filter((text) => !/[/\0]/.test(text) && text !== '.' && text !== '..' && Buffer.byteLength(text) < 250);

const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({
    kind: fc.constant('file' as const),
    content: fc.uint8Array({ maxLength: 2000 }),
    mode: fc.constantFrom(0o644, 0o755, 0o600, 0o4755),
  }),
  fc.constant({ kind: 'dir' as const }),
  fc.record({
    kind: fc.constant('symlink' as const),
    target: fc.string({ minLength: 1, maxLength: 200 }).filter((text) => !text.includes('\0')),
  }),
);

const tree = fc.array(fc.tuple(fc.array(name, { minLength: 1, maxLength: 3 }), entry), { maxLength: 8 });

test('what is written is what tar reads back', async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (entries) => {
      await inTemporary(async (root) => {
        const source = join(root, 'source');
        const target = join(root, 'target');
        await mkdir(source);
        await mkdir(target);
        for (const [path, item] of entries) await make(source, path, item);
        await writeFile(join(root, 'tree.tar'), await tarOf(source));
        await run(['tar', '-x', '-p', '-f', join(root, 'tree.tar'), '-C', target]);
        assert.deepEqual(await describe(target), await describe(source));
      });
    }),
    { numRuns: 40 },
  );
});

test('files of one inode stay one', async () => {
  await inTemporary(async (root) => {
    await mkdir(join(root, 'in'));
    await writeFile(join(root, 'in', 'b'), 'content');
    await link(join(root, 'in', 'b'), join(root, 'in', 'a'));
    await writeFile(join(root, 'tree.tar'), await tarOf(join(root, 'in')));
    await mkdir(join(root, 'out'));
    await run(['tar', '-x', '-f', join(root, 'tree.tar'), '-C', join(root, 'out')]);
    const [a, b] = await Promise.all(['a', 'b'].map((file) => lstat(join(root, 'out', file))));
    assert.equal(a?.ino, b?.ino);
    assert.equal(a?.mtimeMs, EPOCH * 1000);
  });
});

test('the same tree gives the same bytes, in whatever order it was made', async () => {
  await inTemporary(async (root) => {
    for (const [side, names] of [
      ['one', ['x', 'B', 'é', 'a']],
      ['two', ['a', 'é', 'B', 'x']],
    ] as const) {
      await mkdir(join(root, side));
      for (const file of names) await writeFile(join(root, side, file), file);
    }
    assert.deepEqual(await tarOf(join(root, 'one')), await tarOf(join(root, 'two')));
  });
});

async function make(root: string, path: readonly string[], item: Entry): Promise<void> {
  const file = join(root, ...path);
  try {
    await mkdir(join(file, '..'), { recursive: true });
    if (item.kind === 'dir') await mkdir(file);
    else if (item.kind === 'symlink') await symlink(item.target, file);
    else await writeFile(file, item.content, { mode: item.mode });
  } catch {
    // A name that is taken by something else: one entry less.
  }
}

async function tarOf(root: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await writeTree(root, async (chunk) => {
    chunks.push(Buffer.from(chunk));
  });
  return Buffer.concat(chunks);
}

async function describe(root: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const { path, hostPath, stats } of walk(root)) {
    const mode = stats.mode;
    if (stats.isSymbolicLink()) found.push([path, await readlink(hostPath)]);
    else if (stats.isDirectory()) found.push([path, mode, await readdir(hostPath).then((names) => names.length)]);
    else found.push([path, mode, await readFile(hostPath)]);
  }
  return found;
}

async function inTemporary(body: (root: string) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'kindling-tar-'));
  try {
    await body(root);
  } finally {
    await rm(root, { recursive: true });
  }
}
