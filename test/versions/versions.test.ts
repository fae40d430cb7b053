import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { withSampleImage } from '../../scripts/quickstart/sample-image.js';
import { loadPins } from '../../src/build/pins.js';
import { fetching, pod } from '../e2e/workloads.js';
import { User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';

/**
 * Every pinned Kubernetes version but the default one, which the end-to-end tests use: its node image builds, and a
 * cluster of it works. Compiling takes minutes for each, so this runs only when asked for: `npm test -- versions`.
 */
const { kubernetes } = await loadPins();
const NAME = 'e2e-version';

let user: User;
before(async () => {
  user = await User.create('podman');
});
after(() => user.dispose());

for (const version of Object.keys(kubernetes.versions).filter((version) => version !== kubernetes.default)) {
  test(`Kubernetes ${version} builds and runs`, async () => {
    const clean = await leftovers('podman');
    await user.mustKind(['build', 'node-image', version]);
    try {
      const image = `localhost/kindling/node:${version}`;
      await user.mustKind(['create', 'cluster', '--name', NAME, '--image', image, '--wait', '3m']);
      const versions = await user.kubectl(NAME, [
        'get',
        'nodes',
        '-o',
        'jsonpath={.items[*].status.nodeInfo.kubeletVersion}',
      ]);
      assert.equal(versions, version);
      await withSampleImage((archive) => user.mustKind(['load', 'image-archive', archive, '--name', NAME]));
      await user.kubectl(NAME, ['apply', '-f', '-'], pod('web'));
      await user.kubectl(NAME, ['wait', '--for=condition=Ready', 'pod/web', '--timeout=60s']);
      await user.kubectl(NAME, ['expose', 'pod', 'web', '--port=80', '--target-port=8080']);
      await user.kubectl(NAME, ['-n', 'kube-system', 'rollout', 'status', 'deployment/coredns', '--timeout=120s']);
      const ask = ['exec', 'web', '--', ...fetching('http://web.default/', 20)];
      assert.match(await user.kubectl(NAME, ask), /Hello from pod web/);
      await user.podsReady(NAME, 120);
    } finally {
      await user.kind(['delete', 'cluster', '--name', NAME]);
    }
    assert.deepEqual(await leftovers('podman'), clean);
  });
}
