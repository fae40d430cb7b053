import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { withSampleImage } from '../../scripts/quickstart/sample-image.js';
import { loadPins } from '../../src/build/pins.js';
import { pod } from '../e2e/workloads.js';
import { User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';
import { provideLibModules } from '../support/lib-modules.js';
import { upstreamKind } from '../support/upstream-kind.js';

/**
 * Upstream's kind and ours with node images of every pinned Kubernetes version: a cluster that one has made is listed,
 * loaded into, exported from and deleted by the other.
 */
const { kubernetes } = await loadPins();
const NAME = 'e2e-both-ways';

let users: { ours: User; theirs: User };
let removeLibModules: () => Promise<void>;
before(async () => {
  removeLibModules = await provideLibModules();
  users = { ours: await User.create('podman'), theirs: await User.create('podman', await upstreamKind()) };
});
after(async () => {
  await removeLibModules();
  await Promise.all([users.ours.dispose(), users.theirs.dispose()]);
});

for (const version of Object.keys(kubernetes.versions)) {
  for (const [maker, other] of [
    ['theirs', 'ours'],
    ['ours', 'theirs'],
  ] as const) {
    test(`Kubernetes ${version}: what ${maker} makes, ${other} can use`, async () => {
      const { ours } = users;
      const clean = await leftovers('podman');
      await ours.mustKind(['build', 'node-image', version]);
      try {
        const image = `localhost/kindling/node:${version}`;
        await users[maker].mustKind(['create', 'cluster', '--name', NAME, '--image', image, '--wait', '5m']);
        await useCluster(users[other]);
      } finally {
        await ours.kind(['delete', 'cluster', '--name', NAME]);
      }
      assert.deepEqual(await leftovers('podman'), clean);
    });
  }
}

/** Lists, loads into, exports from and deletes the cluster. */
async function useCluster(user: User): Promise<void> {
  const node = `${NAME}-control-plane`;
  assert.match(await user.mustKind(['get', 'clusters']), new RegExp(`^${NAME}$`, 'm'));
  assert.equal(await user.mustKind(['get', 'nodes', '--name', NAME]), `${node}\n`);
  await withSampleImage((archive) => user.mustKind(['load', 'image-archive', archive, '--name', NAME]));
  await user.kubectl(NAME, ['apply', '-f', '-'], pod('web'));
  await user.kubectl(NAME, ['wait', '--for=condition=Ready', 'pod/web', '--timeout=90s']);
  const logs = await mkdtemp(join(tmpdir(), 'e2e-logs-'));
  try {
    await user.mustKind(['export', 'logs', logs, '--name', NAME]);
    for (const file of ['kubelet.log', 'containerd.log', 'serial.log']) {
      assert.ok((await readdir(join(logs, node))).includes(file), file);
    }
  } finally {
    await rm(logs, { recursive: true });
  }
  await user.mustKind(['delete', 'cluster', '--name', NAME]);
  assert.doesNotMatch(await user.mustKind(['get', 'clusters']), new RegExp(`^${NAME}$`, 'm'));
}
