import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadPins } from '../../src/build/pins.js';
import type { EngineName } from '../../src/engine/engine.js';
import { serviceAnswers } from '../e2e/workloads.js';
import { User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';

/**
 * A control plane of the default version and a worker of the one before: what Kubernetes allows. Their images differ in
 * what runs on all nodes, which no registry has to serve. Only when asked for, `npm test -- versions`, because the
 * worker's image may have to be compiled.
 */
const { kubernetes } = await loadPins();
const OLDER = Object.keys(kubernetes.versions)
  .filter((version) => version !== kubernetes.default)
  .sort()
  .at(-1);
const NAME = 'e2e-mixed';
const [CONTROL_PLANE, WORKER] = [`${NAME}-control-plane`, `${NAME}-worker`];

function mixedCases(engine: EngineName): void {
  test('nodes of two versions work together', async () => {
    assert.ok(OLDER);
    const user = await User.create(engine);
    const clean = await leftovers(engine);
    try {
      await user.mustKind(['build', 'node-image', OLDER]);
      const image = (version: string) => `localhost/kindling/node:${version}`;
      const config = {
        kind: 'Cluster',
        apiVersion: 'kind.x-k8s.io/v1alpha4',
        name: NAME,
        nodes: [{ role: 'control-plane' }, { role: 'worker', image: image(OLDER) }],
      };
      const create = ['create', 'cluster', '--config=-', '--wait', '3m'];
      const { exitCode, stderr } = await user.kind(create, { stdin: JSON.stringify(config) });
      assert.equal(exitCode, 0, stderr);
      assert.doesNotMatch(stderr, /could not be given the images/);
      for (const version of [kubernetes.default, OLDER]) {
        assert.ok(stderr.includes(`✓ Ensuring node image (${image(version)})`), stderr);
      }
      const path = '{range .items[*]}{.metadata.name} {.status.nodeInfo.kubeletVersion}{"\\n"}{end}';
      const versions = await user.kubectl(NAME, ['get', 'nodes', '-o', `jsonpath=${path}`]);
      assert.equal(versions, `${CONTROL_PLANE} ${kubernetes.default}\n${WORKER} ${OLDER}\n`);
      await serviceAnswers(user, NAME, { web: WORKER, client: CONTROL_PLANE });
      await user.podsReady(NAME, 120);
    } finally {
      await user.kind(['delete', 'cluster', '--name', NAME]);
      await user.dispose();
    }
    assert.deepEqual(await leftovers(engine), clean);
  });
}

describe('mixed versions on podman', () => mixedCases('podman'));
describe('mixed versions on docker', () => mixedCases('docker'));
