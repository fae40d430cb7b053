import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { assertAlike } from './compare.js';
import { differences } from './differences.js';
import { type Invocation, titleOf } from './invocation.js';
import { emptyPodmanStore, type PodmanStore } from './podman-store.js';
import { commandLines } from './rows/command-lines.js';
import { configFields, configSources, configTypes, configValues } from './rows/configurations.js';
import { engines } from './rows/engines.js';
import { completion, flags } from './rows/flags.js';
import { noClusters, terminals, variables } from './rows/no-clusters.js';
import { runOnBothSides } from './run.js';

let store: PodmanStore;
/** A PATH on which there is node, which our program needs, and no engine. */
let noEngines: string;

before(async () => {
  store = await emptyPodmanStore();
  noEngines = await mkdtemp(join(tmpdir(), 'kindling-path-'));
  await symlink(process.execPath, join(noEngines, 'node'));
});
after(async () => {
  await store.dispose();
  await rm(noEngines, { recursive: true });
});

function compare(about: string, rows: readonly Invocation[]): void {
  describe(`upstream's kind and ours: ${about}`, () => {
    for (const row of rows) {
      test(titleOf(row), async () => {
        const variables = { ...store.variables, ...(row.noEngines && { PATH: noEngines }) };
        assertAlike(await runOnBothSides({ engine: 'podman', variables: () => variables }, row), row);
      });
    }
  });
}

compare('which command is meant', commandLines);
compare('flags', flags);
compare('completion', completion);
compare('an engine without clusters', noClusters);
compare('environment variables', variables);
compare('terminals', terminals);
compare('engines', engines);
compare('where configurations come from', configSources);
compare('kinds of configurations', configTypes);
compare('fields of configurations', configFields);
compare('values of configurations', configValues);

test('every difference that is allowed is documented', async () => {
  const text = await readFile(new URL('../../../docs/differences.md', import.meta.url), 'utf8');
  for (const [name, { documented = '' }] of Object.entries(differences)) assert.ok(text.includes(documented), name);
});
