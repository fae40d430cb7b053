/**
 * A node image of Kubernetes as a vendor publishes it, and a cluster of it: the vendor's images run, under their names.
 * Several gigabytes are written, so this runs only when asked for: `npm test -- versions/distribution`.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { withSampleImage } from '../../scripts/quickstart/sample-image.js';
import { hostArch } from '../../src/build/base/base-parts.js';
import { run } from '../../src/exec/run.js';
import { fetching, pod } from '../e2e/workloads.js';
import { writeDistribution } from '../support/distribution.js';
import { User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';

const NAME = 'e2e-distribution';
const IMAGE = 'localhost/e2e/acme:1';

let user: User;
let dir: string;
before(async () => {
  user = await User.create('podman');
  dir = await mkdtemp(join(homedir(), '.kindling-distribution-'));
});
after(async () => {
  await user.dispose();
  await rm(dir, { recursive: true, force: true });
});

test('a cluster of a distribution runs exactly its images, and has those that were preloaded', async () => {
  const clean = await leftovers('podman');
  const { version, images } = await writeDistribution(dir, hostArch);
  await withSampleImage((archive) =>
    user.mustKind(['build', 'node-image', dir, '--image', IMAGE, '--preload', archive]),
  );
  await rm(dir, { recursive: true }); // its images are in the node image now
  try {
    await user.mustKind(['create', 'cluster', '--name', NAME, '--image', IMAGE, '--wait', '4m']);
    const template = '{range .items[*]}{range .spec.containers[*]}{.image}{"\\n"}{end}{end}';
    const running = await user.kubectl(NAME, ['get', 'pods', '-A', '-o', `jsonpath=${template}`]);
    const names = new Set(running.split('\n').filter(Boolean));
    for (const component of ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy', 'etcd']) {
      assert.ok(names.has(images[component] ?? ''), `${images[component]} is not among ${[...names].join(', ')}`);
    }
    // The distribution lacks it: it is what kubeadm asks for, made from Go modules.
    assert.ok([...names].some((name) => name.startsWith('registry.k8s.io/coredns/coredns:')));
    const configuration = ['-n', 'kube-system', 'get', 'configmap', 'kubeadm-config', '-o', 'yaml'];
    assert.match(await user.kubectl(NAME, configuration), new RegExp(`kubernetesVersion: ${version}`));
    const inNode = await user.mustKind(['get', 'images', '--name', NAME]);
    assert.match(inNode, /registry\.acme\.test\/kubernetes\/pause/);
    await user.kubectl(NAME, ['-n', 'kube-system', 'rollout', 'status', 'deployment/coredns', '--timeout=120s']);
    await user.kubectl(NAME, ['apply', '-f', '-'], pod('web'));
    await user.kubectl(NAME, ['wait', '--for=condition=Ready', 'pod/web', '--timeout=60s']);
    await user.kubectl(NAME, ['expose', 'pod', 'web', '--port=80', '--target-port=8080']);
    const ask = ['exec', 'web', '--', ...fetching('http://web.default/', 20)];
    assert.match(await user.kubectl(NAME, ask), /Hello from pod web/);
  } finally {
    await user.kind(['delete', 'cluster', '--name', NAME]);
    await run(['podman', 'rmi', IMAGE], { okCodes: [0, 1] });
  }
  assert.deepEqual(await leftovers('podman'), clean);
});
