import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { EngineName } from '../../src/engine/engine.js';
import { User } from '../support/kind.js';
import { leftovers } from '../support/leftovers.js';
import { allCases, GROUPS, type Group, type Selection, selectCases } from './cases.js';
import type { ReportedCase } from './report.js';
import { buildSuite, runCases, type Suite, withCluster } from './suite.js';

/**
 * Kubernetes' own end-to-end tests, as many as docs/conformance.md lists: every case passes, but for those that the
 * suite skips by itself. Takes about an hour, so this runs only when asked for: `npm test -- conformance`.
 */
const engine = (process.env.KIND_EXPERIMENTAL_PROVIDER ?? 'podman') as EngineName;

/** Fewer would mean that the suite calls its cases something else. */
const AT_LEAST: Record<Group, number> = {
  'network-policy': 45,
  network: 45,
  storage: 105,
  'storage-waiting': 8,
  services: 60,
  'persistent-volumes': 50,
};

let work: string;
let user: User;
let suite: Suite;
let selection: Selection;
before(async () => {
  work = await mkdtemp(join(tmpdir(), 'kindling-conformance-'));
  user = await User.create(engine);
  suite = await buildSuite(work);
  selection = selectCases(await allCases(suite.e2e, work));
});
after(async () => {
  await user.dispose();
  await rm(work, { recursive: true, force: true });
});

for (const group of GROUPS) {
  test(`Kubernetes' end-to-end tests: ${group}`, async () => {
    const clean = await leftovers(engine);
    const cases = selection.groups[group];
    assert.ok(cases.length >= AT_LEAST[group], `${cases.length} cases`);
    const ended = await withCluster(user, suite, () =>
      runCases({ suite, cases, user, work: join(work, group), minutes: 40, processes: 3 }),
    );
    const failed = ended.filter(({ state }) => !['passed', 'skipped'].includes(state));
    assert.deepEqual(failed.map(said), []);
    assert.deepEqual(ended.map(({ name }) => name).sort(), [...cases].sort());
    const passed = ended.filter(({ state }) => state === 'passed');
    assert.ok(passed.length >= AT_LEAST[group] - 5, `${passed.length} cases passed`);
    assert.deepEqual(await leftovers(engine), clean);
  });
}

function said({ name, message, output }: ReportedCase): string {
  return `${name}: ${message}\n${output.split('\n').slice(-50).join('\n')}`;
}
