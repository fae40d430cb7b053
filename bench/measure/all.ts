import { messageOf } from '../../src/errors.js';
import type { Bench } from '../bench.js';
import type { Options, RowName } from '../options.js';
import { thisMachine } from '../record/machine.js';
import type { Run } from '../record/run.js';
import { application } from './application.js';
import { images } from './images.js';
import { getClustersLatency, versionLatency } from './latency.js';
import type { Measurement } from './measurement.js';
import { nodeDisk } from './node-disk.js';
import { oneNode } from './one-node.js';
import { measurePairs } from './pairs.js';
import { scalePoint } from './scale.js';
import { controlPlanes, workers } from './topologies.js';

/**
 * Measures what the options ask for. What fails is told in the run, and does not keep the rest from being measured.
 *
 * @param save is called after each measurement, with all that there is by then
 */
export async function measureAll(bench: Bench, options: Options, save: (run: Run) => Promise<void>): Promise<Run> {
  const run: Run = {
    date: new Date().toISOString(),
    engine: bench.engine.name,
    machine: await thisMachine(bench.engine),
    settle: options.settle,
    busy: 0,
    ...(options.bootstrap === undefined ? {} : { bootstrap: options.bootstrap }),
    rows: [],
    scale: [],
    failures: [],
  };
  const failed = (what: string) => (reason: string) => {
    bench.say(`failed: ${reason}`);
    run.failures.push(`${what}: ${reason}`);
  };
  const saveAll = () => {
    run.busy = Math.max(0, ...bench.busy);
    return save(run);
  };
  for (const measurement of wanted(options)) {
    const what = measurement.rows[0]?.what ?? '';
    bench.say(what);
    const pairs = measurement.pairs ?? options.pairs;
    run.rows.push(...(await measurePairs(bench, measurement, pairs, failed(what))));
    await saveAll();
  }
  for (const nodes of options.rows.has('scale') ? options.scale : []) {
    bench.say(`${nodes} nodes`);
    try {
      run.scale.push(await scalePoint(bench, nodes, options.settle));
    } catch (error) {
      bench.signal.throwIfAborted();
      failed(`${nodes} nodes`)(messageOf(error));
    }
    await saveAll();
  }
  return run;
}

/** What a cluster of one node tells, all from the same one. */
const OF_ONE_NODE: readonly RowName[] = ['one-node', 'cpu', 'disk', 'memory', 'delete'];

function wanted({ rows, settle }: Options): Measurement[] {
  const measurements: [readonly RowName[], () => Measurement][] = [
    [['version'], versionLatency],
    [['get-clusters'], getClustersLatency],
    [OF_ONE_NODE, () => oneNode(rows, settle)],
    [['images'], images],
    [['node-disk'], nodeDisk],
    [['application'], application],
    [['workers'], workers],
    [['control-planes'], controlPlanes],
  ];
  return measurements.filter(([names]) => names.some((name) => rows.has(name))).map(([, make]) => make());
}
