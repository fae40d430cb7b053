import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { digestOf } from '../archive/contents.js';
import {
  configOf,
  type DockerStyle,
  dockerArchive,
  type SampleImage,
  sampleLayer,
} from '../archive/testing/sample-archives.js';
import { KindlingError } from '../errors.js';
import { type FakeNode, FakeNodesEngine } from '../images/testing/fake-nodes.js';
import { loadImages } from './load-images.js';

const app: SampleImage = { names: ['localhost/app:latest'], layers: [sampleLayer(1), sampleLayer(2)] };
const db: SampleImage = { names: ['docker.io/team/db:2'], layers: [sampleLayer(1), sampleLayer(3)] };
const idOf = (image: SampleImage) => digestOf(configOf(image));
const APP = `Image: "app" with ID "${idOf(app)}"`;
const DB = `Image: "team/db:2" with ID "${idOf(db)}"`;

/** An engine that has both images, and nodes of these names. */
function world(style: DockerStyle, ...nodes: string[]): FakeNodesEngine {
  const engine = new FakeNodesEngine(...nodes);
  const local = new Map([
    ['app', app],
    ['team/db:2', db],
    [idOf(app).slice(7, 19), app],
  ]);
  for (const [name, image] of local) {
    engine.images.set(name, { id: idOf(image), diffIds: image.layers.map(digestOf) });
  }
  engine.saved = (names) =>
    dockerArchive(
      names.flatMap((name) => local.get(name) ?? []),
      style,
    );
  return engine;
}

async function load(engine: FakeNodesEngine, images: string[], nodes?: string[]): Promise<string[]> {
  const lines: string[] = [];
  const progress = {
    log: (message: string, level = 0) => void (level === 0 && lines.push(message)),
    start() {},
    end() {},
    warn: (message: string) => void lines.push(`WARN ${message}`),
    error: (message: string) => void lines.push(`ERROR ${message}`),
  };
  await loadImages({ engine: engine.engine, images, progress, ...(nodes && { nodes }) });
  return lines;
}

const only = (engine: FakeNodesEngine) => [...engine.nodes.values()][0] as FakeNode;

for (const style of ['podman', 'old', 'blobs'] as const) {
  test(`images are saved once for all nodes and get the names that pods ask by (${style})`, async () => {
    const engine = world(style, 'a', 'b');
    const lines = await load(engine, ['app', 'team/db:2', 'app']);
    assert.deepEqual(lines, [
      `${APP} not yet present on node "a", loading...`,
      `${APP} not yet present on node "b", loading...`,
      `${DB} not yet present on node "a", loading...`,
      `${DB} not yet present on node "b", loading...`,
    ]);
    assert.equal(engine.saves, 1);
    for (const { images } of engine.nodes.values()) {
      assert.deepEqual(images.get(idOf(app)), ['localhost/app:latest', 'docker.io/library/app:latest']);
      assert.deepEqual(images.get(idOf(db)), ['docker.io/team/db:2']);
    }
    assert.deepEqual(await load(engine, ['app', 'team/db:2']), [
      `${APP} found to be already present on all nodes.`,
      `${DB} found to be already present on all nodes.`,
    ]);
    assert.equal(engine.saves, 1);
  });
}

test('layers that a node has do not travel', async () => {
  for (const [style, has] of [
    ['podman', 'blobs'],
    ['podman', 'snapshots'],
    ['old', 'blobs'],
    ['old', 'snapshots'],
  ] as const) {
    const engine = world(style, 'a', 'b');
    const base = app.layers[0] as Buffer;
    if (has === 'blobs') only(engine).blobs.set(digestOf(base), base);
    else only(engine).snapshots.add(digestOf(base));
    await load(engine, ['app', 'team/db:2']);
    const layers = [...engine.nodes.values()].map(
      ({ imports }) => Object.values(imports[0] ?? {}).filter((size) => size === 20_000).length,
    );
    assert.deepEqual(layers, [2, 3]);
  }
});

/** Puts the images into the engine's storage, too. */
function stored(engine: FakeNodesEngine, change: (layer: Buffer) => Buffer = (layer) => layer): FakeNodesEngine {
  for (const [name, { names, layers }] of [
    ['app', app],
    ['team/db:2', db],
  ] as const) {
    const parts = layers.map((layer) => ({
      diffId: digestOf(layer),
      size: layer.length,
      files: '/nowhere',
      read: () => Readable.from([change(layer)]),
    }));
    engine.stored.set(name, { name: names[0] ?? '', config: configOf({ names, layers }), layers: parts });
  }
  return engine;
}

test("images in the engine's storage are not saved", async () => {
  const engine = stored(world('podman', 'a', 'b'));
  const base = app.layers[0] as Buffer;
  only(engine).blobs.set(digestOf(base), base);
  await load(engine, ['app', 'team/db:2']);
  assert.equal(engine.saves, 0);
  for (const { images } of engine.nodes.values()) {
    assert.deepEqual(images.get(idOf(app)), ['localhost/app:latest', 'docker.io/library/app:latest']);
    assert.deepEqual(images.get(idOf(db)), ['docker.io/team/db:2']);
  }
  const counts = [...engine.nodes.values()].map(
    ({ imports }) => Object.values(imports[0] ?? {}).filter((size) => size === 20_000).length,
  );
  assert.deepEqual(counts, [2, 3]);
});

test('images whose storage is not what it should be are saved after all', async () => {
  const changed = (layer: Buffer) => Buffer.alloc(layer.length, 7);
  const unreadable = () => {
    throw new Error('gone');
  };
  for (const change of [changed, unreadable]) {
    const engine = stored(world('podman', 'a', 'b'), change);
    for (const node of engine.nodes.values()) node.snapshots.add(digestOf(sampleLayer(9)));
    await load(engine, ['app']);
    assert.equal(engine.saves, 1);
    for (const { images } of engine.nodes.values()) assert.deepEqual([...images.keys()], [idOf(app)]);
  }
});

test('an image that lacks its name is given that; when it cannot be, the image is loaded', async () => {
  const engine = world('podman', 'a');
  const node = only(engine);
  node.images.set(idOf(app), ['other:1']);
  const retag = `Image with ID: ${idOf(app)} already present on the node a but is missing the tag docker.io/library/app:latest. re-tagging...`;
  assert.deepEqual(await load(engine, ['app']), [retag]);
  assert.deepEqual(node.images.get(idOf(app)), ['other:1', 'docker.io/library/app:latest']);
  assert.equal(engine.saves, 0);

  node.images.set(idOf(app), []);
  node.failure = 'no';
  const lines: string[] = await load(engine, ['app']).catch((error) => error);
  assert.ok(lines instanceof KindlingError);
  assert.equal(engine.saves, 1);
});

test('an image by its ID is loaded without a name for that', async () => {
  const engine = world('podman', 'a');
  const id = idOf(app).slice(7, 19);
  await load(engine, [id]);
  assert.deepEqual(only(engine).images.get(idOf(app)), ['localhost/app:latest']);
  assert.deepEqual(await load(engine, [id]), [
    `Image: "${id}" with ID "${idOf(app)}" found to be already present on all nodes.`,
  ]);
});

test('an image by two names is saved once and gets both', async () => {
  const engine = world('podman', 'a');
  engine.images.set('mine:3', { id: idOf(app), diffIds: app.layers.map(digestOf) });
  await load(engine, ['mine:3', 'app']);
  assert.deepEqual(only(engine).images.get(idOf(app)), [
    'localhost/app:latest',
    'docker.io/library/mine:3',
    'docker.io/library/app:latest',
  ]);
  assert.equal(only(engine).imports.length, 1);
});

test('only the nodes that are named are loaded into', async () => {
  const engine = world('podman', 'a', 'b');
  await load(engine, ['app'], ['b', '', 'b']);
  assert.deepEqual(
    [...engine.nodes.values()].map(({ images }) => images.size),
    [0, 1],
  );
  await assert.rejects(load(engine, ['app'], ['x']), { code: 'NODE_NOT_FOUND', message: 'unknown node: "x"' });
});

test('images that the engine lacks are told before anything about the cluster', async () => {
  await assert.rejects(load(new FakeNodesEngine(), ['none', 'app']), {
    code: 'IMAGE_NOT_FOUND',
    message: 'image: "none" not present locally',
    hint: 'see what there is with: podman images',
  });
  await assert.rejects(load(world('podman'), ['app']), { message: 'no nodes found for cluster "kind"' });
});

test('an engine that cannot save is what the error is about', async () => {
  const engine = world('podman', 'a', 'b');
  engine.saveImages = async () => {
    throw new KindlingError('NO_SPACE', 'no space');
  };
  await assert.rejects(load(engine, ['app']), { code: 'NO_SPACE', message: 'no space' });
});
