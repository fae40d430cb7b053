import type { Bench } from '../bench.js';
import type { BenchCluster } from '../cluster.js';
import type { RowName } from '../options.js';
import type { RowHead } from '../record/run.js';
import type { Values } from './measurement.js';

/** Something that a cluster tells of itself when it is Ready. */
export interface Probe {
  name: RowName;
  rows: readonly RowHead[];
  measure(bench: Bench, cluster: BenchCluster): Promise<Values>;
}
