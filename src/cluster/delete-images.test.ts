import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeNodesEngine } from '../images/testing/fake-nodes.js';
import { type DeleteImagesOptions, deleteImages } from './delete-images.js';
import { listImages } from './list-images.js';

const id = (digit: string) => `sha256:${digit.repeat(64)}`;
const [APP, WEB, JOB, PINNED, KIND, NAMELESS] = ['1', '2', '3', '4', '5', '6'].map(id) as [string, ...string[]];
const names: Record<string, string[]> = {
  [APP as string]: ['docker.io/library/app:1', 'localhost/app:1'],
  [WEB as string]: ['docker.io/library/web:1'],
  [JOB as string]: ['docker.io/team/job:2'],
  [PINNED as string]: ['localhost/kindling/kindnetd:v1'],
  [KIND as string]: ['registry.k8s.io/etcd:3.6.1-0'],
  [NAMELESS as string]: [],
};

/** Two nodes with all of these; a pod runs `web` on the second, and a job that asks for `job` has not run yet. */
function world(): FakeNodesEngine {
  const world = new FakeNodesEngine('a', 'b');
  for (const node of world.nodes.values()) {
    for (const [id, tags] of Object.entries(names)) node.images.set(id, [...tags]);
    node.pinned.add(PINNED as string);
  }
  world.nodes.get('b')?.used.add(WEB as string);
  const template = { spec: { containers: [{ name: 'main', image: 'team/job:2' }] } };
  world.workloads = [{ kind: 'CronJob', metadata: { name: 'nightly', namespace: 'x' }, spec: { template } }];
  return world;
}

const has = (world: FakeNodesEngine, node: string) => [...(world.nodes.get(node)?.images.keys() ?? [])];
const remove = (world: FakeNodesEngine, options: Omit<DeleteImagesOptions, 'engine'>) =>
  deleteImages({ engine: world.engine, ...options });

test('images are listed by name, with the nodes that have them', async () => {
  const engine = world();
  engine.nodes.get('b')?.images.delete(APP);
  const images = await listImages({ engine: engine.engine });
  assert.deepEqual(
    images.map(({ id }) => id),
    [APP, WEB, JOB, PINNED, KIND, NAMELESS],
  );
  assert.deepEqual(images[0], { names: names[APP], id: APP, size: 1000, nodes: ['a'], shipped: false });
  assert.deepEqual(
    images.filter(({ shipped }) => shipped).map(({ id }) => id),
    [PINNED, KIND],
  );
  assert.deepEqual(await listImages({ engine: new FakeNodesEngine().engine }), []);
});

test('unused images are those that no pod runs, no workload asks for and no node image brought', async () => {
  const engine = world();
  const listed = await remove(engine, { unused: true, dryRun: true });
  assert.deepEqual(
    listed.map(({ id, nodes }) => [id, nodes]),
    [
      [APP, ['a', 'b']],
      [NAMELESS, ['a', 'b']],
    ],
  );
  assert.equal(has(engine, 'a').length, 6);
  assert.deepEqual(await remove(engine, { unused: true }), listed);
  for (const node of ['a', 'b']) assert.deepEqual(has(engine, node), [WEB, JOB, PINNED, KIND]);
  assert.deepEqual(await remove(engine, { unused: true }), []);
});

test('an image with several names loses the one that is named; with the last one it goes', async () => {
  const engine = world();
  await remove(engine, { images: ['app:1'] });
  assert.deepEqual(engine.nodes.get('a')?.images.get(APP), ['localhost/app:1']);
  await remove(engine, { images: ['localhost/app:1'], nodes: ['b'] });
  assert.deepEqual([has(engine, 'a').includes(APP), has(engine, 'b').includes(APP)], [true, false]);
  await remove(engine, { images: [NAMELESS as string, 'registry.k8s.io/etcd:3.6.1-0'] });
  assert.deepEqual(has(engine, 'a'), [APP, WEB, JOB, PINNED]);
});

test('names that only ctr can remove are removed', async () => {
  const engine = world();
  for (const { images } of engine.nodes.values()) images.get(APP as string)?.push(`import-2026-01-02@${APP}`);
  await remove(engine, { unused: true });
  assert.deepEqual(has(engine, 'b'), [WEB, JOB, PINNED, KIND]);
});

test('what is used cannot be named, and then nothing is deleted', async () => {
  const engine = world();
  await assert.rejects(remove(engine, { images: ['app:1', 'web:1'], nodes: ['a'] }), {
    code: 'IMAGE_IN_USE',
    message: 'image: "web:1" is used by Pod default/web',
  });
  await assert.rejects(remove(engine, { images: ['team/job:2'] }), {
    message: 'image: "team/job:2" is used by CronJob x/nightly',
  });
  await assert.rejects(remove(engine, { images: ['none'] }), {
    code: 'IMAGE_NOT_FOUND',
    message: 'image: "none" is in no node',
  });
  assert.equal(has(engine, 'a').length, 6);
});

test('when it cannot be told what is used, nothing is deleted', async () => {
  const engine = world();
  engine.workloads = undefined;
  await assert.rejects(remove(engine, { unused: true }), /cannot tell which images are used: .*kubectl/);
  assert.equal(has(engine, 'a').length, 6);
  await assert.rejects(remove(engine, { unused: true, name: 'kind', nodes: ['x'] }), { code: 'NODE_NOT_FOUND' });
  await assert.rejects(remove(new FakeNodesEngine(), { unused: true }), { code: 'CLUSTER_NOT_FOUND' });
});
