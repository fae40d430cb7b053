import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SAMPLE_IMAGE, withSampleImage } from '../../scripts/quickstart/sample-image.js';
import { pickFreePorts } from '../../src/create/steps/host-port.js';
import type { EngineName } from '../../src/engine/engine.js';
import { run } from '../../src/exec/run.js';
import { whoAsks } from '../support/egress.js';
import { eventually } from '../support/eventually.js';
import { type Finished, User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';
import { loadCases } from './load.cases.js';
import { type ExportedLogs, exportLogs, failureLogCases, healthyLogCases } from './logs.cases.js';
import { networkPolicyCases } from './network-policy.cases.js';
import { fetching, pod } from './workloads.js';

const NAME = 'e2e-multi';
const CONTROL_PLANE = `${NAME}-control-plane`;
const WORKERS = [`${NAME}-worker`, `${NAME}-worker2`] as const;
const NODES = [CONTROL_PLANE, ...WORKERS];

/** One control plane and two workers: the network between nodes, and what has to do with all of them. */
export function multiNodeCases(engine: EngineName): void {
  let user: User;
  let before_: Record<string, string[]>;
  let created: Finished;
  let port: number;

  before(async () => {
    before_ = await leftovers(engine);
    user = await User.create(engine);
    [port = 0] = await pickFreePorts(['127.0.0.1']);
    const config = `
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
name: ${NAME}
nodes:
- role: control-plane
- role: worker
  labels: { tier: front }
  extraPortMappings:
  - { containerPort: 30080, hostPort: ${port}, listenAddress: 127.0.0.1 }
- role: worker
`;
    created = await user.kind(['create', 'cluster', '--config=-', '--wait', '3m'], { stdin: config });
  });

  after(async () => {
    await user.kind(['delete', 'cluster', '--name', NAME]);
    await user.dispose();
  });

  const inPod = (name: string, ...command: string[]) => user.kubectl(NAME, ['exec', name, '--', ...command]);
  const get = (name: string, url: string) => inPod(name, ...fetching(url));
  const field = (resource: string, path: string) => user.kubectl(NAME, ['get', resource, '-o', `jsonpath={${path}}`]);

  test('all three nodes are Ready and labelled as configured', async () => {
    assert.equal(created.exitCode, 0, created.stderr);
    const status = '{range .items[*]}{.metadata.name} {.status.conditions[?(@.type=="Ready")].status}{"\\n"}{end}';
    const nodes = await user.kubectl(NAME, ['get', 'nodes', '-o', `jsonpath=${status}`]);
    assert.deepEqual(
      nodes.trim().split('\n').sort(),
      NODES.map((name) => `${name} True`),
    );
    const labelled = await user.kubectl(NAME, ['get', 'nodes', '-l', 'tier=front', '-o', 'name']);
    assert.equal(labelled, `node/${WORKERS[0]}\n`);
  });

  loadCases(NAME, NODES, () => user);

  test('pods on different nodes reach each other', async () => {
    // The engine's image is gone when pods run: nodes must not need it.
    await withSampleImage((archive) => run([engine, 'load', '-i', archive]));
    const loaded = await user.kind(['load', 'docker-image', SAMPLE_IMAGE, '--name', NAME]);
    await run([engine, 'rmi', SAMPLE_IMAGE]);
    assert.equal(loaded.exitCode, 0, loaded.stderr);
    for (const [index, node] of WORKERS.entries()) {
      await user.kubectl(NAME, ['apply', '-f', '-'], pod(`pod${index}`, { node }));
    }
    await user.kubectl(NAME, ['wait', '--for=condition=Ready', 'pod/pod0', 'pod/pod1', '--timeout=60s']);
    const address = await field('pod/pod1', '.status.podIP');
    assert.match(await eventually(() => get('pod0', `http://${address}:8080/`)), /Hello from pod pod1/);
  });

  healthyLogCases(NAME, NODES, () => user);

  test('a Service answers by its DNS name, and on a published port of the host', async () => {
    await user.kubectl(NAME, [
      'expose',
      'pod',
      'pod1',
      '--name=web',
      '--port=80',
      '--target-port=8080',
      '--type=NodePort',
      '--overrides={"spec":{"ports":[{"port":80,"targetPort":8080,"nodePort":30080}]}}',
    ]);
    for (const name of ['web', 'web.default', 'web.default.svc.cluster.local']) {
      assert.match(await eventually(() => get('pod0', `http://${name}/`)), /Hello from pod pod1/);
    }
    const fromHost = await eventually(async () => await (await fetch(`http://127.0.0.1:${port}/`)).text());
    assert.match(fromHost, /Hello from pod pod1/);
  });

  test('traffic that leaves the cluster carries the address of its node', async () => {
    const outside = await whoAsks();
    try {
      const [node] = WORKERS;
      const nodeAddress = await field(`node/${node}`, '.status.addresses[?(@.type=="InternalIP")].address');
      const route = await run([engine, 'exec', node, 'ip', '-4', '-json', 'route', 'show', 'default']);
      const gateway = JSON.parse(route.stdout)[0].gateway;
      const seen = await eventually(() => get('pod0', `http://${gateway}:${outside.port}/`));
      assert.equal(seen.trim(), nodeAddress);
    } finally {
      await outside.close();
    }
  });

  test('names of the cluster resolve at once, also ones that do not exist', async () => {
    const began = performance.now();
    await inPod('pod0', 'nslookup', 'kubernetes.default.svc.cluster.local');
    await assert.rejects(inPod('pod0', 'nslookup', 'nothing.default.svc.cluster.local'));
    assert.ok(performance.now() - began < 10_000, 'lookups must not wait for resolvers that do not answer');
  });

  let whileAway: ExportedLogs;
  describe('network policies', () => {
    networkPolicyCases(
      NAME,
      [CONTROL_PLANE, WORKERS[0]],
      () => user,
      async () => {
        whileAway = await exportLogs(user, NAME, 'away');
      },
    );
  });

  failureLogCases(
    NAME,
    NODES,
    () => user,
    () => whileAway,
  );

  test('the cluster works again after its control plane was restarted, with whatever address it has then', async () => {
    await run([engine, 'restart', CONTROL_PLANE], { env: user.env });
    await user.mustKind(['export', 'kubeconfig', '--name', NAME]);
    await eventually(() => user.kubectl(NAME, ['get', '--raw', '/readyz']), { timeout: 120_000 });
    const manifest = pod('later', { node: WORKERS[1] });
    await eventually(() => user.kubectl(NAME, ['apply', '-f', '-'], manifest));
    await user.kubectl(NAME, ['wait', '--for=condition=Ready', 'pod/later', '--timeout=120s']);
    assert.match(await eventually(() => get('pod0', 'http://web/')), /Hello from pod pod1/);
  });

  test('delete leaves nothing behind', async () => {
    await user.mustKind(['delete', 'cluster', '--name', NAME]);
    assert.deepEqual(await leftovers(engine), before_);
  });
}
