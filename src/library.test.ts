import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as library from './index.js';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const page = read('docs/library.md');

test('docs/library.md names every function and constant of the library', () => {
  const missing = Object.keys(library).filter((name) => !new RegExp(`\\b${name}\\b`).test(page));
  assert.deepEqual(missing, []);
});

test('docs/library.md lists every error code, and no other', () => {
  const codes = [...read('src/errors.ts').matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code]) => code);
  const listed = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
  assert.ok(codes.length > 10);
  assert.deepEqual(listed.sort(), codes.sort());
});

test('whatever is cancelled before it begins fails with CANCELLED, and the reason as the cause', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  const env = { PATH: '/nonexistent', HOME: '/nonexistent', XDG_STATE_HOME: '/tmp' };
  const base = { engine: library.createEngine('docker', { env }), env, signal };
  const node = { ...base, node: 'x-worker' };
  const calls: Record<string, () => Promise<unknown>> = {
    buildCiImage: () => library.buildCiImage(base),
    buildNodeImage: () => library.buildNodeImage(base),
    buildBaseImage: () => library.buildBaseImage(base),
    detectEngine: () => library.detectEngine({ env, signal }),
    createCluster: () => library.createCluster(base),
    deleteCluster: () => library.deleteCluster(base),
    deleteClusters: () => library.deleteClusters(base),
    getKubeconfig: () => library.getKubeconfig(base),
    exportKubeconfig: () => library.exportKubeconfig(base),
    listClusters: () => library.listClusters(base),
    listNodes: () => library.listNodes(base),
    listAllNodes: () => library.listAllNodes(base),
    listInternalNodes: () => library.listInternalNodes(base),
    loadArchives: () => library.loadArchives({ ...base, archives: [] }),
    loadImages: () => library.loadImages({ ...base, images: ['x'] }),
    collectLogs: () => library.collectLogs({ ...base, dir: '/nonexistent' }),
    execInNode: () => library.execInNode({ ...node, command: ['true'] }),
    inspectNode: () => library.inspectNode(node),
    inspectNodeImage: () => library.inspectNodeImage({ ...node, image: 'x' }),
    tagNodeImage: () => library.tagNodeImage({ ...node, image: 'x', tag: 'y' }),
    nodeKubernetesVersion: () => library.nodeKubernetesVersion(node),
    writeNodeFile: () => library.writeNodeFile({ ...node, path: '/x', content: '' }),
    readNodeFile: () => library.readNodeFile({ ...node, path: '/x' }),
    copyBetweenNodes: () => library.copyBetweenNodes({ ...base, from: 'a', to: 'b', path: '/x' }),
  };
  for (const [name, call] of Object.entries(calls)) {
    const error = await call().then(
      () => assert.fail(`${name} did not fail`),
      (error: unknown) => error,
    );
    assert.ok(error instanceof library.KindlingError, name);
    assert.equal(error.code, 'CANCELLED', name);
    let root: unknown = error;
    while (root instanceof Error && root.cause) root = root.cause;
    assert.equal((root as Error).message, 'enough', name);
  }
});

test('without its engine everything fails with ENGINE_UNAVAILABLE and a hint', async () => {
  const engine = library.createEngine('podman', { env: { PATH: '/nonexistent', CONTAINERS_CONF: '/none' } });
  await assert.rejects(library.listNodes({ engine }), { code: 'ENGINE_UNAVAILABLE', hint: /Install podman/ });
  await assert.rejects(library.inspectNode({ engine, node: 'x' }), { code: 'ENGINE_UNAVAILABLE' });
});
