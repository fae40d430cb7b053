import type { User } from '../../test/support/kind.js';
import type { RowHead } from '../record/run.js';
import type { Measurement } from './measurement.js';

/** How often each command is run. */
const RUNS = 20;

const VERSION: RowHead = { id: 'version', what: 'kind version', unit: 'ms', goal: { most: 60 } };
const CLUSTERS: RowHead = {
  id: 'get-clusters',
  what: 'kind get clusters',
  unit: 'ms',
  goal: { overReference: 60 },
  note: "while there are no clusters; ps -a is the engine's own",
};

export function versionLatency(): Measurement {
  return latency(VERSION, ['version']);
}

/** Beside the engine's own list of containers. */
export function getClustersLatency(): Measurement {
  return {
    ...latency(CLUSTERS, ['get', 'clusters']),
    reference: {
      row: CLUSTERS.id,
      what: 'ps -a',
      measure: ({ engine, users }) => milliseconds(users.ours, [engine.name, 'ps', '-a']),
    },
  };
}

function latency(head: RowHead, args: readonly string[]): Measurement {
  return {
    rows: [head],
    pairs: RUNS,
    measure: async ({ users }, side) => ({
      [head.id]: await milliseconds(users[side], [users[side].program, ...args]),
    }),
  };
}

async function milliseconds(user: User, command: readonly string[]): Promise<number> {
  const began = performance.now();
  const { exitCode, stderr } = await user.run(command);
  if (exitCode !== 0) throw new Error(`${command.join(' ')} exited with ${exitCode}: ${stderr}`);
  return performance.now() - began;
}
