import { deleteCluster, type Engine, listClusters, type Progress } from '../../src/cluster/index.js';

/** What tests call their clusters. */
const OF_TESTS = /^(e2e|differential)-/;

/** Deletes the clusters that a run of the tests has left which was ended before it could: their names are needed. */
export async function deleteInterrupted(engine: Engine, progress: Progress, signal: AbortSignal): Promise<void> {
  const names = await listClusters({ engine, progress, signal });
  for (const name of names.filter((name) => OF_TESTS.test(name))) {
    progress.log(`Deleting the cluster "${name}" of an interrupted run ...`);
    await deleteCluster({ engine, progress, signal, name });
  }
}
