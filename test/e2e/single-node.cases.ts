import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { withSampleImage } from '../../scripts/quickstart/sample-image.js';
import { DEFAULT_NODE_IMAGE } from '../../src/config/defaults.js';
import type { EngineName } from '../../src/engine/engine.js';
import { run } from '../../src/exec/run.js';
import { eventually } from '../support/eventually.js';
import { hostKubectl } from '../support/host-kubectl.js';
import { type Finished, User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';
import { storageCases } from './storage.cases.js';
import { pod } from './workloads.js';

const NAME = 'e2e-single';
const NODE = `${NAME}-control-plane`;

/** One node, used the way a developer does. */
export function singleNodeCases(engine: EngineName): void {
  let user: User;
  let before_: Record<string, string[]>;
  let created: Finished;

  before(async () => {
    before_ = await leftovers(engine);
    user = await User.create(engine);
    created = await user.kind(['create', 'cluster', '--name', NAME, '--wait', '3m']);
  });

  after(async () => {
    await user.kind(['delete', 'cluster', '--name', NAME]);
    await user.dispose();
  });

  test("create prints kind's transcript on stderr and nothing on stdout", () => {
    assert.equal(created.exitCode, 0, created.stderr);
    assert.equal(created.stdout, '');
    const lines = created.stderr.split('\n').filter((line) => /^( [•✓]|Creating|Set|You can)/.test(line));
    assert.deepEqual(
      lines.map((line) => line.replace(/\d+m?\d*s 💚/, 'N 💚').replace(/v\d+\.\d+\.\d+/, 'vX')),
      [
        `Creating cluster "${NAME}" ...`,
        ' • Ensuring node image (localhost/kindling/node:vX) 🖼️  ...',
        ' ✓ Ensuring node image (localhost/kindling/node:vX) 🖼️',
        ' • Preparing nodes 📦   ...',
        ' ✓ Preparing nodes 📦 ',
        ' • Writing configuration 📜  ...',
        ' ✓ Writing configuration 📜',
        ' • Starting control-plane 🕹️  ...',
        ' ✓ Starting control-plane 🕹️',
        ' • Installing CNI 🔌  ...',
        ' ✓ Installing CNI 🔌',
        ' • Installing StorageClass 💾  ...',
        ' ✓ Installing StorageClass 💾',
        ' • Waiting ≤ 3m0s for control-plane = Ready ⏳  ...',
        ' ✓ Waiting ≤ 3m0s for control-plane = Ready ⏳',
        ' • Ready after N 💚',
        `Set kubectl context to "kind-${NAME}"`,
        'You can now use your cluster with:',
      ],
    );
  });

  test('the node image is at most 400 MB, uncompressed', async () => {
    const { stdout } = await run([engine, 'image', 'inspect', '--format', '{{.Size}}', DEFAULT_NODE_IMAGE]);
    const size = Number(stdout);
    assert.ok(size > 100e6 && size <= 400e6, `${size} bytes`);
  });

  test('get lists the cluster and its node', async () => {
    assert.match(await user.mustKind(['get', 'clusters']), new RegExp(`^${NAME}$`, 'm'));
    assert.equal(await user.mustKind(['get', 'nodes', '--name', NAME]), `${NODE}\n`);
    assert.deepEqual(JSON.parse(await user.mustKind(['get', 'nodes', '--name', NAME, '-o', 'json'])), [
      { name: NODE, cluster: NAME, role: 'control-plane', state: 'running' },
    ]);
  });

  test('the kubeconfig on the host reaches the API', async () => {
    const kubectl = await hostKubectl();
    const { stdout, stderr } = await user.run([...kubectl, 'get', 'nodes', '-o', 'name']);
    assert.equal(stdout, `node/${NODE}\n`, stderr);
    const exported = await user.mustKind(['get', 'kubeconfig', '--name', NAME]);
    assert.match(exported, new RegExp(`current-context: kind-${NAME}`));
    const internal = await user.mustKind(['get', 'kubeconfig', '--name', NAME, '--internal']);
    assert.match(internal, new RegExp(`server: https://${NODE}:6443`));
    const path = (await user.mustKind(['get', 'kubeconfig-path', '--name', NAME])).trim();
    const old = await user.run([...kubectl, '--kubeconfig', path, 'get', 'nodes', '-o', 'name']);
    assert.equal(old.stdout, `node/${NODE}\n`, old.stderr);
  });

  test('all system pods run', async () => {
    await eventually(async () => {
      const names = await user.kubectl(NAME, ['get', 'pods', '-A', '-o', 'name']);
      for (const part of ['etcd', 'kube-apiserver', 'kube-proxy', 'coredns', 'kindnet', 'local-path-provisioner']) {
        assert.match(names, new RegExp(`pod/${part}`));
      }
    });
    await user.podsReady(NAME, 120);
  });

  test('a loaded image runs; logs, exec and port-forward reach its pod', async () => {
    await withSampleImage((archive) => user.mustKind(['load', 'image-archive', archive, '--name', NAME]));
    await user.kubectl(NAME, ['apply', '-f', '-'], pod('web'));
    await user.kubectl(NAME, ['wait', '--for=condition=Ready', 'pod/web', '--timeout=60s']);
    assert.match(await user.kubectl(NAME, ['exec', 'web', '--', 'hostname']), /^web$/m);
    await user.kubectl(NAME, ['exec', 'web', '--', 'sh', '-c', 'echo to the log > /proc/1/fd/1']);
    await eventually(async () => assert.match(await user.kubectl(NAME, ['logs', 'web']), /to the log/));

    const [program = '', ...args] = await hostKubectl();
    const forward = spawn(program, [...args, 'port-forward', 'pod/web', ':8080'], { env: user.env });
    try {
      const port = await new Promise<string>((resolve, reject) => {
        forward.once('close', () => reject(new Error('kubectl port-forward ended')));
        forward.stdout.on('data', (text) => {
          const match = /Forwarding from 127\.0\.0\.1:(\d+)/.exec(String(text));
          if (match?.[1]) resolve(match[1]);
        });
      });
      assert.match(await (await fetch(`http://127.0.0.1:${port}/`)).text(), /Hello from pod web/);
    } finally {
      forward.kill();
    }
  });

  storageCases({ engine, name: NAME, node: NODE, user: () => user });

  test('a second create of the same name is refused and harms nothing', async () => {
    const again = await user.kind(['create', 'cluster', '--name', NAME]);
    assert.equal(again.exitCode, 1);
    assert.match(
      again.stderr,
      new RegExp(`ERROR: failed to create cluster: node\\(s\\) already exist for a cluster with the name "${NAME}"`),
    );
    assert.equal(await user.kubectl(NAME, ['get', 'nodes', '-o', 'name']), `node/${NODE}\n`);
  });

  test('delete leaves nothing behind', async () => {
    const deleted = await user.kind(['delete', 'cluster', '--name', NAME]);
    assert.equal(deleted.exitCode, 0, deleted.stderr);
    assert.equal(deleted.stdout, '');
    const said = deleted.stderr.replace(/^(using|enabling) .*\n/gm, '');
    assert.equal(said, `Deleting cluster "${NAME}" ...\nDeleted nodes: ["${NODE}"]\n`);
    assert.deepEqual(await leftovers(engine), before_);
    assert.doesNotMatch(await readFile(user.kubeconfig, 'utf8'), /kind-/);
    // kubectl of the host keeps a cache beside it.
    assert.deepEqual((await readdir(join(user.home, '.kube'))).sort(), ['cache', 'config']);
    assert.ok(!existsSync(`${user.kubeconfig}.lock`));
    assert.match((await user.kind(['get', 'nodes', '--name', NAME])).stderr, /No kind nodes found for cluster/);
  });
}
