import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { EngineName } from '../../src/engine/engine.js';
import { run } from '../../src/exec/run.js';
import { ApiClient } from '../support/api-client.js';
import { ConfigMapWriter } from '../support/config-map-writer.js';
import { eventually } from '../support/eventually.js';
import { type Finished, User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';

const NAME = 'e2e-ha';
const BALANCER = `${NAME}-external-load-balancer`;
const CONTROL_PLANES = [`${NAME}-control-plane`, `${NAME}-control-plane2`, `${NAME}-control-plane3`];
const WORKER = `${NAME}-worker`;

/** How long the API may be away when a control plane dies, in milliseconds. */
const FAILOVER = 10_000;

/**
 * Three control planes and a worker.
 *
 * @param config a configuration of that, in any format
 */
export function highAvailabilityCases(engine: EngineName, config: string): void {
  let user: User;
  let before_: Record<string, string[]>;
  let created: Finished;
  let api: ApiClient;

  before(async () => {
    before_ = await leftovers(engine);
    user = await User.create(engine);
    const args = ['create', 'cluster', '--name', NAME, '--config=-', '--wait', '4m'];
    created = await user.kind(args, { stdin: config });
    if (created.exitCode === 0) api = await ApiClient.fromKubeconfig(user.kubeconfig);
  });

  after(async () => {
    await user.kind(['delete', 'cluster', '--name', NAME]);
    await user.dispose();
  });

  const onEngine = async (...args: string[]) => (await run([engine, ...args], { env: user.env })).stdout;
  const address = async (container: string) =>
    await onEngine('inspect', '--format', '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}', container);
  /** The node's own API server, and with it its etcd, are ready. */
  const works = (node: string) =>
    eventually(
      async () => {
        const ask = ['kubectl', '--server=https://localhost:6443', 'get', '--raw', '/readyz', '--request-timeout=3s'];
        await run([engine, 'exec', node, ...ask], { env: user.env, timeout: 10_000 });
      },
      { timeout: 120_000 },
    );

  test('all nodes are Ready; the transcript has the load balancer and the control planes that join', async () => {
    assert.equal(created.exitCode, 0, created.stderr);
    for (const phase of ['Configuring the external load balancer ⚖️', 'Joining more control-plane nodes 🎮']) {
      assert.ok(created.stderr.includes(` ✓ ${phase}\n`), phase);
    }
    const status = '{range .items[*]}{.metadata.name} {.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}';
    const nodes = await user.kubectl(NAME, ['get', 'nodes', '-o', `jsonpath=${status}`]);
    assert.deepEqual(
      nodes.trim().split('\n').sort(),
      [...CONTROL_PLANES, WORKER].map((name) => `${name} True`),
    );
    const taint = '{range .items[*]}{.spec.taints[*].key}{"\\n"}{end}';
    const selector = ['--selector', 'node-role.kubernetes.io/control-plane'];
    // A controller takes away the taint of nodes that were not Ready.
    await eventually(async () => {
      const taints = await user.kubectl(NAME, ['get', 'nodes', ...selector, '-o', `jsonpath=${taint}`]);
      assert.equal(taints, 'node-role.kubernetes.io/control-plane\n'.repeat(3));
    });
  });

  test('the kubeconfig leads to the load balancer, inside and outside', async () => {
    const port = (await onEngine('port', BALANCER, '6443/tcp')).trim().split(':').at(-1);
    assert.match(
      await user.mustKind(['get', 'kubeconfig', '--name', NAME]),
      new RegExp(`server: https://.*:${port}\n`),
    );
    const internal = await user.mustKind(['get', 'kubeconfig', '--name', NAME, '--internal']);
    assert.match(internal, new RegExp(`server: https://${BALANCER}:6443\n`));
    assert.equal((await api.send('GET', '/readyz')).status, 200);
  });

  test('the load balancer is listed with the nodes, and is none where logs are exported', async () => {
    const nodes = (await user.mustKind(['get', 'nodes', '--name', NAME])).trim().split('\n').sort();
    assert.deepEqual(nodes, [...CONTROL_PLANES, BALANCER, WORKER]);
    const dir = await mkdtemp(join(tmpdir(), 'kindling-ha-logs-'));
    try {
      await user.mustKind(['export', 'logs', '--name', NAME, dir]);
      const directories = (await readdir(dir, { withFileTypes: true })).filter((entry) => entry.isDirectory());
      assert.deepEqual(directories.map(({ name }) => name).sort(), [...CONTROL_PLANES, WORKER]);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  test('connections that are open stay open when the load balancer is told to read its configuration again', async () => {
    const path = '/api/v1/namespaces/default/configmaps';
    const controller = new AbortController();
    const loads = async () => (await onEngine('logs', BALANCER)).match(/Loading success/g)?.length ?? 0;
    const watch = await api.stream('GET', `${path}?watch=1&fieldSelector=metadata.name%3Dafter`, controller.signal);
    const loaded = await loads();
    await onEngine('kill', '--signal', 'USR2', BALANCER);
    await eventually(async () => assert.equal(await loads(), loaded + 1));
    const written = await eventually(() => api.send('POST', path, { metadata: { name: 'after' } }));
    assert.equal(written.status, 201);
    const timer = setTimeout(() => controller.abort(), 10_000);
    for await (const chunk of watch.chunks) {
      assert.match(chunk, /"ADDED".*"name":"after"/s);
      break;
    }
    clearTimeout(timer);
  });

  for (const [index, victim] of CONTROL_PLANES.entries()) {
    test(`killing ${victim} leaves the API answering, and no acknowledged write is lost`, async () => {
      const writer = new ConfigMapWriter(api, `kill-${index}`);
      const acknowledged = (count: number) =>
        eventually(async () => assert.ok(writer.acknowledged.length >= count, 'the API does not answer'));
      await acknowledged(10);
      await onEngine('kill', victim);
      await acknowledged(writer.acknowledged.length + 20);
      await onEngine('start', victim);
      await works(victim);
      assert.deepEqual(await writer.lost(), []);
      assert.ok(writer.longestPause < FAILOVER, `the API was away for ${writer.longestPause} ms`);
    });
  }

  test('the whole cluster comes back after a restart, with whatever addresses its containers have then', async () => {
    const containers = [BALANCER, ...CONTROL_PLANES, WORKER];
    const addresses = await Promise.all(containers.map(address));
    await onEngine('kill', ...containers);
    for (const container of [...containers].reverse()) await onEngine('start', container);
    assert.notDeepEqual(await Promise.all(containers.map(address)), addresses);
    await Promise.all(CONTROL_PLANES.map(works));
    await user.mustKind(['export', 'kubeconfig', '--name', NAME]);
    api = await ApiClient.fromKubeconfig(user.kubeconfig);
    await eventually(async () => assert.equal((await api.send('GET', '/readyz')).status, 200));
    const writer = new ConfigMapWriter(api, 'restarted');
    await eventually(async () => assert.ok(writer.acknowledged.length >= 10));
    assert.deepEqual(await writer.lost(), []);
  });

  test('delete leaves nothing behind', async () => {
    await user.mustKind(['delete', 'cluster', '--name', NAME]);
    assert.deepEqual(await leftovers(engine), before_);
  });
}

/** Three control planes and a worker as of today. */
export const TODAY = `
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
nodes:
- role: control-plane
- role: control-plane
- role: control-plane
- role: worker
`;

/** The same as kind 0.1 wrote it. */
export const OLD = `
kind: Config
apiVersion: kind.sigs.k8s.io/v1alpha2
nodes:
- role: control-plane
  replicas: 3
- role: external-load-balancer
- role: worker
`;
