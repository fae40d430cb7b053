import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine } from '../engine/engine.js';
import { proxyEnvironment } from '../engine/proxy.js';
import { KindlingError } from '../errors.js';
import { deleteCluster } from './delete-cluster.js';
import { getKubeconfig } from './kubeconfig.js';
import { listAllNodes, listClusters, listNodes } from './list.js';

const failing = async () => {
  throw new KindlingError('ENGINE_FAILED', 'the engine says no');
};
const engine = { listContainers: failing, networkSubnets: failing } as unknown as Engine;
const fails = (promise: Promise<unknown>, message: string) =>
  assert.rejects(promise, { code: 'ENGINE_FAILED', message: `${message}: the engine says no` });

test("failures to list are told in kind's words", async () => {
  await fails(listClusters({ engine }), 'failed to list clusters');
  await fails(listNodes({ engine, name: 'a' }), 'failed to list nodes');
  await fails(listAllNodes({ engine }), 'failed to list clusters');
  const deleted = 'failed to delete cluster "a": error listing nodes: failed to list nodes';
  await fails(deleteCluster({ engine, name: 'a', env: {} }), deleted);
});

test('a cluster without one way to its API server is told so', async () => {
  const nodes = (...roles: string[]) => {
    const containers = roles.map((role, i) => ({
      name: `a-${i}`,
      state: 'running',
      labels: { 'io.x-k8s.kind.cluster': 'a', 'io.x-k8s.kind.role': role },
    }));
    const exec = async () => ({ stdout: '', stderr: '', exitCode: 0 });
    return { engine: { listContainers: async () => containers, exec } as unknown as Engine, name: 'a' };
  };
  await assert.rejects(getKubeconfig(nodes('worker')), {
    message: /^could not locate any control plane nodes for cluster named 'a'\. Use the --name option/,
  });
  await assert.rejects(getKubeconfig(nodes('control-plane', 'control-plane')), {
    message: 'failed to get api server endpoint: expected one control plane node or a load balancer, not 2 and none',
  });
  const balancers = nodes('control-plane', 'external-load-balancer', 'external-load-balancer');
  await assert.rejects(getKubeconfig(balancers), {
    message: 'failed to get api server endpoint: unexpected number of external-load-balancer nodes 2',
  });
});

test('a failure to set up proxies is told as such', async () => {
  const env = { HTTP_PROXY: 'http://proxy' };
  const proxies = proxyEnvironment(engine, { env, network: 'kind', direct: [] });
  await fails(proxies, 'proxy setup error: failed to get subnets');
});
