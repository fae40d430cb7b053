import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { tinyImage } from './tiny-image.js';
import type { World } from './world.js';

/** What an engine does with images. */
export function imageCases(world: World): void {
  test('an image is found by its name, and another one is not', async () => {
    assert.equal(await world.it.hasImage(world.tag), true);
    assert.equal(await world.it.imageId(world.tag), world.image.id);
    assert.equal(await world.it.hasImage('kindling-test/none:1'), false);
    assert.equal(await world.it.imageId('kindling-test/none:1'), undefined);
    assert.equal(await world.it.imageDetails('kindling-test/none:1'), undefined);
    assert.deepEqual(await world.it.imageDetails(world.tag), { id: world.image.id, diffIds: world.image.diffIds });
  });

  for (const [what, convert] of [
    ['a docker archive', async (tag: string, image) => await image.docker([tag])],
    ['an OCI archive', async (tag: string, image) => await image.oci(`docker.io/${tag}`)],
    ['a compressed archive', async (tag: string, image) => gzipSync(await image.oci(`docker.io/${tag}`), { level: 1 })],
  ] as [string, (tag: string, image: World['image']) => Promise<Buffer>][]) {
    test(`loading ${what} returns the name that it brought`, async () => {
      const tag = `kindling-test/loaded:${world.name()}`;
      const image = await tinyImage(await world.busybox(), tag);
      const archive = await convert(tag, image);
      const names = await world.it.loadImage(Readable.from(pieces(archive)));
      assert.deepEqual(
        names.map((name) => name.replace(/^(docker\.io|localhost)\//, '')),
        [tag],
      );
      assert.equal(await world.it.imageId(tag), image.id);
      await world.it.removeImage(tag);
      assert.equal(await world.it.hasImage(tag), false);
    });
  }

  test('an archive of two names brings both, and a saved archive of them has both', async () => {
    const tags = ['a', 'b'].map((letter) => `kindling-test/${letter}:${world.name()}`);
    const image = await tinyImage(await world.busybox(), 'two');
    await world.it.loadImage(Readable.from([await image.docker(tags)]));
    const directory = await mkdtemp(join(tmpdir(), 'kindling-test-'));
    try {
      const file = join(directory, 'saved.tar');
      await world.it.saveImages([world.tag, ...tags], createWriteStream(file));
      await Promise.all(tags.map(async (tag) => await world.it.removeImage(tag)));
      const names = await world.it.loadImage(createReadStream(file));
      for (const tag of tags) {
        assert.ok(names.some((name) => name.endsWith(tag)));
        assert.equal(await world.it.imageId(tag), image.id);
        await world.it.removeImage(tag);
      }
      assert.ok((await readFile(file)).includes('manifest.json'));
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  test('an archive that breaks off is refused', async () => {
    const archive = await world.image.docker([`kindling-test/broken:${world.name()}`]);
    const half = Readable.from([archive.subarray(0, archive.length / 2)]);
    await assert.rejects(world.it.loadImage(half), { code: /^(ENGINE_FAILED|IMAGE_INVALID)$/ });
  });

  test('loading ends when it is aborted', async () => {
    const archive = new PassThrough();
    archive.write(Buffer.alloc(512));
    const controller = new AbortController();
    const loading = world.it.loadImage(archive, { signal: controller.signal });
    setImmediate(() => controller.abort());
    await assert.rejects(loading, { code: 'CANCELLED' });
  });

  test("an image's parts are read from storage as they are saved, or not at all", async () => {
    const stored = await world.it.storedImage(world.tag);
    assert.equal(await world.it.storedImage('kindling-test/none:1'), undefined);
    if (stored === undefined) return assert.ok(process.geteuid?.() !== 0 || world.it.name === 'nerdctl');
    const digest = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
    assert.equal(digest(stored.config), world.image.id);
    const layers = await Promise.all(stored.layers.map((layer) => buffer(Readable.from(layer.read()))));
    assert.deepEqual(layers.map(digest), world.image.diffIds);
    assert.deepEqual(
      layers.map(({ length }) => length),
      stored.layers.map(({ size }) => size),
    );
  });

  test('an image that is not there can be neither saved nor removed nor pulled', async () => {
    const nowhere = 'localhost:1/kindling-test/none:1'; // nothing listens there
    const sink = () => new Writable({ write: (_chunk, _encoding, done) => done() });
    await assert.rejects(world.it.saveImages([nowhere], sink()), { code: 'IMAGE_NOT_FOUND' });
    await assert.rejects(world.it.removeImage(nowhere), { code: 'IMAGE_NOT_FOUND' });
    await assert.rejects(world.it.pullImage(nowhere), { code: 'IMAGE_NOT_FOUND' });
  });

  test('saving fails when the file cannot be written', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kindling-test-'));
    await writeFile(join(directory, 'file'), '');
    const out = createWriteStream(join(directory, 'file', 'impossible'));
    await assert.rejects(world.it.saveImages([world.tag], out), /ENOTDIR/);
    await rm(directory, { recursive: true, force: true });
  });
}

function* pieces(content: Buffer): Generator<Buffer> {
  for (let at = 0; at < content.length; at += 10_007) yield content.subarray(at, at + 10_007);
}
