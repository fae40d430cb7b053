import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { digestOf } from '../archive/contents.js';
import {
  configOf,
  dockerArchive,
  ociArchive,
  type SampleImage,
  sampleLayer,
} from '../archive/testing/sample-archives.js';
import { KindlingError } from '../errors.js';
import { FakeNodesEngine } from '../images/testing/fake-nodes.js';
import { loadArchives } from './load-archives.js';

let directory: string;
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kindling-load-'));
});
after(() => rm(directory, { recursive: true }));

const image: SampleImage = { names: ['app:1', 'localhost/other:2'], layers: [sampleLayer(1), sampleLayer(2)] };
const id = digestOf(configOf(image));

let count = 0;
async function file(content: Buffer, name = `${++count}.tar`): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

async function load(world: FakeNodesEngine, ...archives: (string | Readable)[]): Promise<string[]> {
  const lines: string[] = [];
  const log = (message: string) => void lines.push(message);
  const progress = { log, start() {}, end() {}, warn: log, error: log };
  await loadArchives({ engine: world.engine, archives, progress });
  return lines;
}

const stream = (content: Buffer) =>
  Readable.from(
    (function* () {
      for (let at = 0; at < content.length; at += 7001) yield content.subarray(at, at + 7001);
    })(),
    { objectMode: false },
  );

for (const style of ['podman', 'old', 'blobs'] as const) {
  for (const compress of [false, true]) {
    test(`a docker archive (${style}${compress ? ', layers compressed' : ''}) from a file, compressed and as a stream`, async () => {
      const archive = await dockerArchive([image], style, compress);
      for (const given of [await file(archive), await file(gzipSync(archive)), stream(archive)]) {
        const world = new FakeNodesEngine('a', 'b');
        await load(world, given);
        for (const node of world.nodes.values()) {
          assert.deepEqual([...node.images], [[id, ['docker.io/library/app:1', 'localhost/other:2']]]);
          assert.equal(node.imports.length, 1);
        }
      }
    });
  }
}

test('an OCI archive: of several platforms only the one of the node travels', async () => {
  const foreign = { ...image, architecture: 'arm64', layers: [sampleLayer(7, 500_000)] };
  const archive = await ociArchive([[foreign, image]], false);
  const world = new FakeNodesEngine('a');
  await load(world, await file(archive));
  assert.deepEqual([...(world.nodes.get('a')?.images ?? [])], [[id, ['docker.io/library/app:1']]]);
  assert.ok((world.nodes.get('a')?.received ?? 0) < 50_000);
  const streamed = new FakeNodesEngine('a');
  await load(streamed, stream(archive));
  assert.deepEqual([...(streamed.nodes.get('a')?.images.keys() ?? [])], [id]);
  await assert.rejects(load(world, await file(await ociArchive([[foreign]]))), {
    code: 'IMAGE_INVALID',
    message: /archive ".*\.tar": has no image for linux\/amd64, only for linux\/arm64$/,
  });
});

test('a layer that a node has as a blob or unpacked does not travel; each node is given what it lacks', async () => {
  const archive = await file(await dockerArchive([image]));
  const world = new FakeNodesEngine('all', 'blob', 'snapshot', 'none');
  const { all, blob, snapshot, none } = Object.fromEntries(world.nodes);
  const [one, two] = image.layers.map((layer) => [digestOf(layer), layer] as const);
  if (!one || !two) throw new Error('two layers');
  all?.blobs.set(...one).set(...two);
  blob?.blobs.set(...two);
  snapshot?.snapshots.add(one[0]);
  await load(world, archive);
  const layers = [all, blob, snapshot, none].map(
    (node) => Object.values(node?.imports[0] ?? {}).filter((size) => size === 20_000).length,
  );
  assert.deepEqual(layers, [0, 1, 1, 2]);
  for (const node of world.nodes.values()) assert.deepEqual([...node.images.keys()], [id]);
});

test('a second load of an image with one new layer moves that layer', async () => {
  const world = new FakeNodesEngine('a');
  await load(world, await file(await dockerArchive([image])));
  const next = { names: ['app:2'], layers: [...image.layers, sampleLayer(3, 5000)] };
  await load(world, await file(await dockerArchive([next])));
  const { received = 0, images } = world.nodes.get('a') ?? {};
  assert.ok(received < 8000, `${received} bytes`);
  assert.deepEqual(images?.get(digestOf(configOf(next))), ['docker.io/library/app:2']);
});

test('a node that has lost what it said it has is given everything', async () => {
  const world = new FakeNodesEngine('a', 'b');
  const exec = world.exec.bind(world);
  world.exec = async (name, command, options) => {
    const isList = name === 'a' && command.includes('content');
    const lost = { stdout: `${digestOf(image.layers[0] as Buffer)}\n`, stderr: '', exitCode: 0 };
    return isList ? lost : await exec(name, command, options);
  };
  const lines = await load(world, await file(await dockerArchive([image])));
  assert.deepEqual([world.nodes.get('a')?.imports.length, world.nodes.get('b')?.imports.length], [2, 1]);
  assert.deepEqual([...(world.nodes.get('a')?.images.keys() ?? [])], [id]);
  assert.ok(lines.some((line) => /loading all of it/.test(line)));
});

test('a node that fails does not keep others from loading, and is named', async () => {
  const big = { names: ['big:1'], layers: [sampleLayer(1, 9_000_000), sampleLayer(2, 3_000_000)] };
  const archive = await dockerArchive([big]);
  for (const given of [await file(archive), stream(archive)]) {
    const world = new FakeNodesEngine('a', 'b');
    const [a, b] = [...world.nodes.values()];
    if (a) a.failure = 'no space left on device';
    if (b) b.delay = 5;
    await assert.rejects(load(world, given), /^KindlingError: failed to load image: node "a": command .* failed/);
    assert.equal(b?.images.size, 1);
  }
});

test('archives of a directory are loaded in order; what cannot be opened is said before anything is loaded', async () => {
  const many = join(directory, 'many');
  await mkdir(join(many, 'deep'), { recursive: true });
  await writeFile(join(many, 'b.tar'), await dockerArchive([{ names: ['b'], layers: [sampleLayer(1)] }]));
  await writeFile(join(many, 'a.tgz'), gzipSync(await dockerArchive([{ names: ['a'], layers: [sampleLayer(2)] }])));
  await writeFile(join(many, 'README'), 'no archive');
  const world = new FakeNodesEngine('a');
  await load(world, many);
  assert.deepEqual([...(world.nodes.get('a')?.images.values() ?? [])].flat(), [
    'docker.io/library/a:latest',
    'docker.io/library/b:latest',
  ]);
  const before = world.commands.length;
  await assert.rejects(load(world, many, join(many, 'none.tar')), {
    code: 'IMAGE_NOT_FOUND',
    message: /^stat .*none\.tar: no such file or directory$/,
  });
  await assert.rejects(load(world, join(many, 'deep')), /there are no archives in directory/);
  assert.equal(world.commands.length, before);
});

test('unknown nodes and empty clusters', async () => {
  const archives = [await file(await dockerArchive([image]))];
  const { engine } = new FakeNodesEngine('a');
  await assert.rejects(loadArchives({ engine, archives, nodes: ['a', 'x'] }), /^KindlingError: unknown node: x$/);
  await assert.rejects(loadArchives({ engine: new FakeNodesEngine().engine, archives }), {
    message: 'no nodes found for cluster "kind"',
  });
});

test('loading from a stream ends when it is aborted', async () => {
  const controller = new AbortController();
  const endless = new Readable({ read() {} });
  endless.push((await dockerArchive([image])).subarray(0, 5000));
  const { engine } = new FakeNodesEngine('a');
  const loading = loadArchives({ engine, archives: [endless], signal: controller.signal });
  setTimeout(() => controller.abort(), 20);
  await assert.rejects(loading, { code: 'CANCELLED' });
});

test('archives that are broken in any way are an error that names them, and never a crash', async () => {
  const whole = [await dockerArchive([image]), await dockerArchive([image], 'old'), await ociArchive([[image]])];
  const broken = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
    fc.tuple(fc.constantFrom(...whole), fc.nat()).map(([tar, at]) => tar.subarray(0, at % tar.length)),
    fc.tuple(fc.constantFrom(...whole), fc.nat()).map(([tar, at]) => gzipSync(tar).subarray(0, at % 900)),
    fc
      .tuple(
        fc.constantFrom(...whole),
        fc.constantFrom('"', '{', '[', 'sha256:', 'Layers', 'digest'),
        fc.nat({ max: 20 }),
      )
      .map(([tar, text, nth]) => replaced(tar, text, nth)),
  );
  await fc.assert(
    fc.asyncProperty(broken, async (content) => {
      const path = await file(content, 'broken.tar');
      for (const [given, label] of [
        [path, path],
        [stream(content), 'stdin'],
      ] as const) {
        const result = await load(new FakeNodesEngine('a'), given).catch((error) => error);
        if (Array.isArray(result)) continue; // what was broken did not matter
        assert.ok(result instanceof KindlingError, String(result?.stack));
        if (result.code === 'IMAGE_INVALID') assert.ok(result.message.includes(`archive "${label}": `), result.message);
        else assert.match(result.message, /^failed to load image: node "a"/);
      }
    }),
    { numRuns: 150 },
  );
});

/** The nth occurrence of a text becomes something of the same length. */
function replaced(tar: Buffer, text: string, nth: number): Buffer {
  const copy = Buffer.from(tar);
  let at = -1;
  for (let i = 0; i <= nth; i++) at = copy.indexOf(text, at + 1);
  if (at >= 0) copy.fill('7', at, at + text.length);
  return copy;
}
