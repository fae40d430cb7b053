import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DEFAULT_NODE_IMAGE } from '../../src/config/defaults.js';
import type { EngineName } from '../../src/engine/engine.js';
import { run } from '../../src/exec/run.js';
import { leftovers } from '../support/leftovers.js';
import { provideLibModules } from '../support/lib-modules.js';
import { assertAlike } from './compare.js';
import { type Invocation, titleOf } from './invocation.js';
import { inOrderOfNames } from './node-order.js';
import { createRow, deleteRow, loadArchiveRows, loadImageRows, rowsOfCluster } from './rows/clusters.js';
import { runOnBothSides, runOnSide } from './run.js';
import { SAMPLE, type Samples, sampleImages } from './sample-images.js';
import { eachSide, type Side, type Sides } from './sides.js';

/** A cluster by the program that made it. */
const NAMES: Sides<string> = { theirs: 'differential-theirs', ours: 'differential-ours' };
const OTHER: Sides<Side> = { theirs: 'ours', ours: 'theirs' };

/**
 * Each program makes a cluster; then both do everything with both clusters; then each deletes the other's.
 *
 * @param engine on which there is the default node image
 */
export function clusterCases(engine: EngineName): void {
  const world = { engine };
  let clean: Record<string, string[]>;
  let removeLibModules: () => Promise<void>;
  let samples: Samples;

  before(async () => {
    removeLibModules = await provideLibModules();
    samples = await sampleImages();
    clean = await leftovers(engine);
  });
  after(async () => {
    for (const name of Object.values(NAMES)) {
      await runOnSide(world, 'ours', { args: ['delete', 'cluster', '--name', name] });
    }
    await samples.dispose();
    await removeLibModules();
  });

  /** Runs a row with each program, one after the other: theirs with one cluster, ours with the other one. */
  async function compareApart(rowOf: (cluster: string) => Invocation, clusterOf: Sides<Side>): Promise<void> {
    const row = rowOf('<cluster>');
    const run = async (side: Side) => {
      const cluster = NAMES[clusterOf[side]];
      const outcome = await runOnSide(world, side, rowOf(cluster));
      return inOrderOfNames(JSON.parse(JSON.stringify(outcome).replaceAll(cluster, '<cluster>')));
    };
    assertAlike({ theirs: await run('theirs'), ours: await run('ours') }, row);
  }

  test(titleOf(createRow('<cluster>', DEFAULT_NODE_IMAGE)), async () => {
    await compareApart((cluster) => createRow(cluster, DEFAULT_NODE_IMAGE), { theirs: 'theirs', ours: 'ours' });
  });

  for (const [maker, cluster] of Object.entries(NAMES)) {
    describe(`both with the cluster that ${maker} made`, () => {
      for (const row of rowsOfCluster(cluster)) {
        test(titleOf(row), async () => assertAlike(await runOnBothSides(world, row), row));
      }
    });
  }

  describe('each loads images into its own cluster', () => {
    for (const rowOf of engine === 'docker' ? loadImageRows : []) {
      test(titleOf(rowOf('<cluster>', SAMPLE)), async () => {
        await samples.provide(engine);
        await compareApart((cluster) => rowOf(cluster, SAMPLE), { theirs: 'theirs', ours: 'ours' });
      });
    }
    for (const rowOf of loadArchiveRows) {
      test(titleOf(rowOf('<cluster>', 'archive.tar')), async () => {
        await compareApart((cluster) => rowOf(cluster, samples.archive), { theirs: 'theirs', ours: 'ours' });
      });
    }
  });

  test("each loads images into the other's cluster; both clusters then have the same ones", async () => {
    for (const rowOf of loadArchiveRows) {
      await compareApart((cluster) => rowOf(cluster, samples.otherArchive), OTHER);
    }
    const images = await Promise.all(Object.values(NAMES).map((name) => imagesOf(engine, `${name}-worker`)));
    assert.ok(images[0]?.some((line) => line.includes(`${SAMPLE}:archived`)));
    assert.deepEqual(images[1], images[0]);
  });

  test(`${titleOf(deleteRow('<cluster>'))}: each the other's, of which nothing is left`, async () => {
    await compareApart(deleteRow, OTHER);
    assert.deepEqual(await leftovers(engine), clean);
    const listed = await runOnBothSides(world, { args: ['get', 'clusters'] });
    for (const { stdout } of Object.values(eachSide(listed, (outcome) => outcome))) {
      assert.doesNotMatch(stdout, /^differential-/m);
    }
  });
}

/** The images of a node: names and IDs. */
async function imagesOf(engine: EngineName, node: string): Promise<string[]> {
  const { stdout } = await run([engine, 'exec', node, 'crictl', 'images', '--output=json']);
  const { images } = JSON.parse(stdout) as { images: { id: string; repoTags: string[] }[] };
  return images.map(({ id, repoTags }) => `${id} ${repoTags.sort().join(' ')}`).sort();
}
