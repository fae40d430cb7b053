import { equal, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bundleNodePrograms } from './bundle.js';

test('the programs for nodes are executable files that need nothing beside them', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'kindling-bundle-'));
  t.after(() => rm(directory, { recursive: true }));
  const { boot, kindnetd } = await bundleNodePrograms(directory);
  for (const program of [boot, kindnetd]) {
    match(await readFile(program, 'utf8'), /^#!\/usr\/local\/bin\/node( --jitless)?\n/);
    equal((await stat(program)).mode & 0o777, 0o755);
  }
  const bootRun = spawnSync(process.execPath, [boot], { encoding: 'utf8' });
  equal(bootRun.stderr, 'ERROR: no command to run after preparing the node\n');
  const kindnetdRun = spawnSync(process.execPath, [kindnetd], { encoding: 'utf8', env: {} });
  equal(kindnetdRun.stderr, 'ERROR: POD_SUBNET is empty: no pod subnets\n');
});
