import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { dockerArchive as forDocker } from '../../src/engine/cli/images/docker-archive.js';
import { KindlingError } from '../../src/errors.js';
import { CommandError } from '../../src/exec/run.js';
import { type ArchiveSource, fileSource, streamSource } from '../../src/images/archive-source.js';
import { FakeNodesEngine } from '../../src/images/testing/fake-nodes.js';
import { importArchive } from '../../src/images/transfer/import-archive.js';
import { type ArchivePlan, archiveOf, badArchives, goodArchives } from './support/archive.arbitrary.js';
import { fuzz } from './support/fuzz.js';

const directory = mkdtempSync(join(tmpdir(), 'kindling-fuzz-'));
after(() => rmSync(directory, { recursive: true }));

/** An archive as a file or as a stream in pieces of so many bytes. */
function sourceOf(archive: Buffer, pieces: number | undefined): ArchiveSource {
  const path = join(directory, 'archive.tar');
  if (pieces !== undefined) return streamSource('stdin', false, () => Readable.from(inPieces(archive, pieces)));
  writeFileSync(path, archive);
  return fileSource(path, true);
}

function* inPieces(archive: Buffer, length: number): Generator<Buffer> {
  for (let at = 0; at < archive.length; at += length) yield archive.subarray(at, at + length);
}

/** Imports into a node that has nothing. */
async function load(plan: ArchivePlan, pieces: number | undefined) {
  const world = new FakeNodesEngine('node');
  const content = { node: 'node', snapshotter: 'overlayfs', blobs: new Set<string>(), snapshots: new Set<string>() };
  const source = sourceOf(await archiveOf(plan), pieces);
  await importArchive(source, [content], { engine: world.engine, architecture: 'amd64' });
  const node = world.nodes.get('node');
  assert.ok(node !== undefined);
  return node;
}

const pieces = fc.constantFrom(undefined, 1000, 512, 7001, 1 << 20);

fuzz(
  'archives are loaded',
  { reader: 'archives', part: 0.2 },
  fc.tuple(goodArchives, pieces),
  async ([plan, pieces]) => {
    const node = await load(plan, pieces);
    const names = plan.images.map((_, at) => `docker.io/library/app${at}:1`);
    assert.deepEqual([...node.images.values()].flat().sort(), names);
  },
);

fuzz(
  'odd archives are loaded, or refused as such',
  { reader: 'archives', part: 0.6 },
  fc.tuple(badArchives, pieces),
  async ([plan, pieces]) => {
    try {
      const node = await load(plan, pieces);
      assert.ok(node.images.size > 0);
      for (const files of node.imports) {
        for (const name of Object.keys(files))
          assert.match(name, /^(blobs\/sha(256|512)\/[0-9a-f]+|files\/\d+|index\.json|oci-layout)$/);
      }
    } catch (error) {
      if (!(error instanceof KindlingError)) throw error;
      // What containerd finds out: a layer that is not what it is called.
      const inNode = error.cause instanceof CommandError && /not found|odd size/.test(error.cause.output);
      assert.ok(error.code === 'IMAGE_INVALID' || inNode, `${error.code}: ${error.message}`);
    }
  },
);

fuzz(
  'archives for docker get a manifest, are handed on, or refused',
  { reader: 'archives', part: 0.2 },
  fc.tuple(badArchives, fc.constantFrom(512, 7001, 1 << 20)),
  async ([plan, pieces]) => {
    const archive = await archiveOf(plan);
    try {
      const converted = await buffer(forDocker(Readable.from(inPieces(archive, pieces))));
      assert.ok(converted.length < archive.length * 100 + (2 << 20));
    } catch (error) {
      if (!(error instanceof KindlingError)) throw error;
      assert.equal(error.code, 'IMAGE_INVALID', error.message);
    }
  },
);

test('no declared size makes memory grow', () => {
  const gigabytes = process.resourceUsage().maxRSS / 2 ** 20;
  assert.ok(gigabytes < 1, `${gigabytes} GiB`);
});
