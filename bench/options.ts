import { parseArgs } from 'node:util';
import type { Bootstrap } from '../src/create/seeded.js';
import type { EngineName } from '../src/engine/engine.js';
import { KindlingError, messageOf } from '../src/errors.js';

/** What can be measured, in the order in which it is. */
export const ROWS = [
  'version',
  'get-clusters',
  'one-node',
  'cpu',
  'disk',
  'memory',
  'delete',
  'images',
  'node-disk',
  'application',
  'workers',
  'control-planes',
  'scale',
] as const;

export type RowName = (typeof ROWS)[number];

export interface Options {
  engines: EngineName[];
  pairs: number;
  rows: ReadonlySet<RowName>;
  /** Seconds from Ready until memory is measured. */
  settle: number;
  /** How many nodes the clusters have by which growth is measured. */
  scale: number[];
  /** How our kind bootstraps; undefined: as it does by itself. */
  bootstrap: Bootstrap | undefined;
  /** The file that the run is added to; undefined: the one of the day and the engine among the results. */
  json: string | undefined;
}

/**
 * Reads the command line of the benchmark.
 *
 * @param args without the program
 * @param rows what is measured without --rows
 * @throws {KindlingError} USAGE that names the flag
 */
export function parseOptions(args: readonly string[], rows: readonly RowName[] = ROWS): Options {
  const values = read(args, rows);
  const bootstrap = values.bootstrap && oneOf('bootstrap', values.bootstrap, ['kubeadm', 'seed'] as const);
  return {
    engines: list(values.engine).map((name) => oneOf('engine', name, ['podman', 'docker'] as const)),
    pairs: whole('pairs', values.pairs, 1),
    rows: new Set(list(values.rows).map((name) => oneOf('rows', name, ROWS))),
    settle: whole('settle', values.settle, 0),
    scale: list(values.scale).map((nodes) => whole('scale', nodes, 1)),
    bootstrap: bootstrap || undefined,
    json: values.json || undefined,
  };
}

function read(args: readonly string[], rows: readonly RowName[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        engine: { type: 'string', default: 'podman,docker' },
        pairs: { type: 'string', default: '5' },
        rows: { type: 'string', default: rows.join() },
        settle: { type: 'string', default: '60' },
        scale: { type: 'string', default: '1,2,4,6,8,11' },
        bootstrap: { type: 'string' },
        json: { type: 'string' },
      },
    }).values;
  } catch (cause) {
    throw new KindlingError('USAGE', messageOf(cause), { cause });
  }
}

function list(text: string): string[] {
  return text.split(',');
}

function oneOf<T extends string>(flag: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found === undefined) {
    throw new KindlingError('USAGE', `--${flag}: "${value}" is not one of ${known.join(', ')}`);
  }
  return found;
}

function whole(flag: string, value: string, least: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least) {
    throw new KindlingError('USAGE', `--${flag}: "${value}" is not a whole number of at least ${least}`);
  }
  return number;
}
