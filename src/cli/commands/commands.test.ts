import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { kind } from '../testing/captured-cli.js';
import { fakeEngine } from '../testing/fake-engine.js';
import { recorded } from '../testing/recorded.js';
import { SAMPLE_CONTAINERS } from '../testing/sample-containers.js';

test('export kubeconfig names the context', async () => {
  const { calls, call } = recorded({ context: 'kind-a', path: '/p' });
  const line = ['export', 'kubeconfig', '--name=a', '--kubeconfig', '/p', '--internal'];
  const { stdout, stderr } = await kind(line, { engine: fakeEngine(), library: { exportKubeconfig: call } });
  assert.deepEqual([stdout, stderr], ['', 'Set kubectl context to "kind-a"\n']);
  assert.deepEqual(calls, [{ env: {}, kubeconfig: '/p', name: 'a', internal: true }]);
});

test('delete cluster removes nodes and kubeconfig entries; no such cluster is no error', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'kind-cli-')), 'config');
  writeFileSync(path, 'contexts:\n- name: kind-b\n- name: mine\ncurrent-context: kind-b\n');
  const engine = fakeEngine(SAMPLE_CONTAINERS);
  const { code, stdout, stderr } = await kind(['delete', 'cluster', '-n', 'b', '--kubeconfig', path], { engine });
  assert.deepEqual(
    [code, stdout, stderr],
    [0, '', 'Deleting cluster "b" ...\nDeleted nodes: ["b-worker" "b-control-plane" "b-external-load-balancer"]\n'],
  );
  assert.deepEqual(engine.removed, ['b-worker', 'b-control-plane', 'b-external-load-balancer']);
  assert.equal(readFileSync(path, 'utf8'), 'contexts:\n- name: mine\n');
  const none = await kind(['delete', 'cluster'], { engine, env: { KUBECONFIG: '/nowhere/config' } });
  assert.deepEqual([none.code, none.stderr], [0, 'Deleting cluster "kind" ...\n']);
});

test('delete cluster fails when a kubeconfig can not be updated, after deleting the nodes', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'kind-cli-')), 'config');
  writeFileSync(path, '[]');
  const engine = fakeEngine(SAMPLE_CONTAINERS);
  const { code, stderr } = await kind(['delete', 'cluster', '-n', 'a', '--kubeconfig', path], { engine });
  assert.equal(code, 1);
  assert.match(stderr, /^failed to update kubeconfig: failed to read kubeconfig to remove KIND entry: /m);
  assert.match(stderr, /^ERROR: failed to delete cluster "a": /m);
  assert.deepEqual(engine.removed, ['a-control-plane']);
});

test('delete clusters takes names or --all, and passes over what fails', async () => {
  const engine = fakeEngine(SAMPLE_CONTAINERS);
  const env = { KUBECONFIG: '/nowhere/config', KIND_CLUSTER_NAME: 'ignored' };
  const none = await kind(['delete', 'clusters'], { engine, env });
  assert.equal(none.code, 1);
  assert.match(none.stderr, /^ERROR: no cluster names provided\n/);
  const named = await kind(['delete', 'clusters', 'a', 'x'], { engine, env });
  assert.deepEqual(
    [named.code, named.stderr],
    [0, 'Deleted nodes: ["a-control-plane"]\nDeleted clusters: ["a" "x"]\n'],
  );
  engine.removeContainers = () => Promise.reject(new Error('no'));
  const failed = await kind(['delete', 'clusters', '--all'], { engine, env });
  assert.equal(failed.code, 0);
  assert.match(failed.stderr, /^failed to delete cluster "b": no\nDeleted clusters: \[\]\n$/);
});

test('export logs prints the directory', async () => {
  const engine = fakeEngine(SAMPLE_CONTAINERS);
  const { calls, call } = recorded(undefined);
  const library = { collectLogs: call };
  const given = await kind(['export', 'logs', 'out', '-n', 'a'], { engine, library });
  assert.deepEqual([given.code, given.stdout, given.stderr], [0, 'out\n', 'Exporting logs for cluster "a" to:\n']);
  assert.deepEqual(calls, [{ name: 'a', dir: '/nowhere/out' }]);
  const temporary = await kind(['export', 'logs', '-n', 'a'], { engine, library });
  assert.ok(existsSync(temporary.stdout.trim()));
  const unknown = await kind(['export', 'logs'], { engine, library });
  assert.deepEqual([unknown.code, unknown.stdout, unknown.stderr], [1, '', 'ERROR: unknown cluster "kind"\n']);
});

test('load passes images, archives and nodes on', async () => {
  const images = recorded(undefined);
  const archives = recorded(undefined);
  const options = { engine: fakeEngine(), library: { loadImages: images.call, loadArchives: archives.call } };
  await kind(['load', 'docker-image', 'a', 'b:1', '--nodes', 'x,y', '--nodes=z'], options);
  assert.deepEqual(images.calls, [{ name: 'kind', images: ['a', 'b:1'], nodes: ['x', 'y', 'z'] }]);
  const one = await kind(['load', 'image-archive', 'a.tar', '-n', 'dev'], options);
  assert.equal(one.stderr, '');
  const two = await kind(['load', 'image-archive', 'a.tar', '/b.tar'], options);
  assert.match(two.stderr, /^Loading several archives/);
  assert.deepEqual(archives.calls, [
    { name: 'dev', archives: ['a.tar'] },
    { name: 'kind', archives: ['a.tar', '/b.tar'] },
  ]);
  await kind(['load', 'image-archive', '-'], { ...options, input: 'an archive' });
  const { archives: given } = archives.calls[2] as unknown as { archives: Readable[] };
  assert.equal(given.length === 1 && given[0] && (await text(given[0])), 'an archive');
  const twice = await kind(['load', 'image-archive', '-', 'a.tar', '-'], options);
  assert.deepEqual([twice.code, archives.calls.length], [1, 3]);
  assert.match(twice.stderr, /^ERROR: standard input \("-"\) can be loaded once only/);
});
