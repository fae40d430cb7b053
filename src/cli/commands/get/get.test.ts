import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kind } from '../../testing/captured-cli.js';
import { fakeEngine } from '../../testing/fake-engine.js';
import { recorded } from '../../testing/recorded.js';
import { SAMPLE_CONTAINERS } from '../../testing/sample-containers.js';

test('get clusters lists names, sorted and once each', async () => {
  const { code, stdout, stderr } = await kind(['get', 'clusters'], { engine: fakeEngine(SAMPLE_CONTAINERS) });
  assert.deepEqual([code, stdout, stderr], [0, 'a\nb\n', '']);
  const none = await kind(['get', 'clusters'], { engine: fakeEngine() });
  assert.deepEqual([none.code, none.stdout, none.stderr], [0, '', 'No kind clusters found.\n']);
});

test("get nodes lists containers in the engine's order, the load balancer and stopped ones too", async () => {
  const nodes = (line: string, env = {}) =>
    kind(['get', 'nodes', ...line.split(' ').filter(Boolean)], { engine: fakeEngine(SAMPLE_CONTAINERS), env });
  assert.equal((await nodes('-n b')).stdout, 'b-worker\nb-control-plane\nb-external-load-balancer\n');
  assert.equal((await nodes('', { KIND_CLUSTER_NAME: 'a' })).stdout, 'a-control-plane\n');
  assert.equal((await nodes('-A -n a')).stdout.split('\n').length, 5);
  const none = await nodes('');
  assert.deepEqual([none.code, none.stdout, none.stderr], [0, '', 'No kind nodes found for cluster "kind".\n']);
  const noneAtAll = await kind(['get', 'nodes', '--all-clusters'], { engine: fakeEngine() });
  assert.deepEqual([noneAtAll.code, noneAtAll.stderr], [0, 'No kind nodes for any cluster.\n']);
});

test('get kubeconfig ends with two newlines, and names the cluster that is missing', async () => {
  const { calls, call } = recorded('apiVersion: v1\n');
  const engine = fakeEngine();
  const found = await kind(['get', 'kubeconfig', '--internal'], { engine, library: { getKubeconfig: call } });
  assert.deepEqual([found.code, found.stdout, found.stderr], [0, 'apiVersion: v1\n\n', '']);
  assert.deepEqual(calls, [{ name: 'kind', internal: true }]);
  const missing = await kind(['get', 'kubeconfig', '-n', 'x'], { engine });
  assert.equal(missing.code, 1);
  assert.match(
    missing.stderr,
    /^ERROR: could not locate any control plane nodes for cluster named 'x'. Use the --name option to select a different cluster\n/,
  );
});

test('get kubeconfig-path writes a file of the cluster alone and prints its path', async () => {
  const { calls, call } = recorded({ context: 'kind-a', path: '' });
  const options = { engine: fakeEngine(), library: { exportKubeconfig: call }, env: { HOME: '/home/me' } };
  const { code, stdout, stderr } = await kind(['get', 'kubeconfig-path', '--name', 'a'], options);
  assert.deepEqual([code, stdout], [0, '/home/me/.kube/kind-config-a\n']);
  assert.match(stderr, /^"get kubeconfig-path" is deprecated: [^\n]*"kind export kubeconfig --kubeconfig PATH"\n$/);
  assert.deepEqual(calls, [{ name: 'a', env: options.env, kubeconfig: '/home/me/.kube/kind-config-a' }]);
  const missing = await kind(['get', 'kubeconfig-path'], { engine: fakeEngine(), env: { HOME: '/home/me' } });
  assert.deepEqual([missing.code, missing.stdout], [1, '']);
  assert.match(missing.stderr, /^ERROR: could not locate any control plane nodes/m);
  assert.doesNotMatch((await kind(['get', '--help'])).stdout, /kubeconfig-path/);
});
