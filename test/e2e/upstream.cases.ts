import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DEFAULT_NODE_IMAGE } from '../../src/config/defaults.js';
import type { EngineName } from '../../src/engine/engine.js';
import { User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';
import { provideLibModules } from '../support/lib-modules.js';
import { upstreamKind } from '../support/upstream-kind.js';

const NAME = 'e2e-upstream';

/** Upstream's kind on our node image, and our kind on what it made. */
export function upstreamCases(engine: EngineName): void {
  let ours: User;
  let theirs: User;
  let clean: Record<string, string[]>;

  let removeLibModules: () => Promise<void>;

  before(async () => {
    removeLibModules = await provideLibModules();
    clean = await leftovers(engine);
    ours = await User.create(engine);
    theirs = await User.create(engine, await upstreamKind());
  });
  after(async () => {
    await ours.kind(['delete', 'cluster', '--name', NAME]);
    await removeLibModules();
    await Promise.all([ours.dispose(), theirs.dispose()]);
  });

  test("upstream's kind creates a working cluster from our node image", async () => {
    const args = ['create', 'cluster', '--name', NAME, '--image', DEFAULT_NODE_IMAGE, '--wait', '5m'];
    const { exitCode, stderr } = await theirs.kind(args);
    assert.equal(exitCode, 0, stderr);
    assert.match(stderr, /Ready after/);
    await ours.podsReady(NAME, 120);
    await ours.kubectl(NAME, ['get', '--raw', '/readyz']);
  });

  test('our kind lists, exports and deletes it', async () => {
    assert.match(await ours.mustKind(['get', 'clusters']), new RegExp(`^${NAME}$`, 'm'));
    assert.equal(await ours.mustKind(['get', 'nodes', '--name', NAME]), `${NAME}-control-plane\n`);
    const kubeconfigs = await Promise.all(
      [ours, theirs].map((user) => user.mustKind(['get', 'kubeconfig', '--name', NAME])),
    );
    assert.equal(kubeconfigs[0], kubeconfigs[1]);
    await ours.mustKind(['delete', 'cluster', '--name', NAME]);
    assert.deepEqual(await leftovers(engine), clean);
    assert.doesNotMatch((await theirs.kind(['get', 'clusters'])).stdout, new RegExp(`^${NAME}$`, 'm'));
  });
}
