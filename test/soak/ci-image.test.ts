/**
 * Containers of the CI image, one after another: each becomes ready with a cluster of its own, and nothing of those that
 * were killed is left. Ten seconds or more for each, so this runs only when asked for: `npm test -- soak`.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CiContainer, engineClient } from '../support/ci-container.js';
import { User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';

const IMAGE = 'localhost/kindling/ci:soak';
const NAME = 'soak-ci';
const CONTAINERS = 20;

for (const engine of ['podman', 'docker'] as const) {
  describe(`the CI image on ${engine}`, () => {
    let user: User;
    let clean: Record<string, string[]>;

    before(async () => {
      user = await User.create(engine);
      await user.mustKind(['build', 'ci-image', '--image', IMAGE]);
      clean = await leftovers(engine);
    });

    after(async () => {
      await engineClient(engine, ['image', 'rm', IMAGE]);
      await user.dispose();
    });

    test(`${CONTAINERS} containers, started and killed one after another`, async () => {
      const authorities = new Set<string>();
      for (let number = 1; number <= CONTAINERS; number++) {
        const container = await CiContainer.run(engine, IMAGE, NAME);
        try {
          await container.ready();
          assert.equal(await container.kubectl('get', 'configmaps', '--output=name', '--selector=soak'), '');
          await container.kubectl('create', 'configmap', 'own');
          await container.kubectl('label', 'configmap', 'own', 'soak=yes');
          authorities.add((await container.get('/ca.crt')).body);
          await container.client('kill', NAME);
        } finally {
          await container.remove();
        }
        assert.deepEqual(await leftovers(engine), clean);
      }
      assert.equal(authorities.size, CONTAINERS);
    });
  });
}
