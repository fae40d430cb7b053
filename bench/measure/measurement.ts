import type { Bench } from '../bench.js';
import type { RowHead } from '../record/run.js';
import type { Side } from '../sides.js';

/** Values by the IDs of the rows that they are for. */
export type Values = Readonly<Record<string, number>>;

/** Something that is done once with each side in every pair, and tells the values of some rows. */
export interface Measurement {
  rows: readonly RowHead[];
  /** How many pairs; undefined: as many as the command line says. */
  pairs?: number;
  /** What is measured along with our side and compared with one of the rows. */
  reference?: { row: string; what: string; measure(bench: Bench): Promise<number> };
  /** What upstream has published of its own, by the IDs of the rows that it stands beside, in their units. */
  published?: Readonly<Record<string, { what: string; value: number }>>;
  /** Why upstream's kind cannot be measured on an engine; undefined: it can. Empty: the rows tell themselves. */
  oursAlone?(bench: Bench): Promise<string | undefined>;
  measure(bench: Bench, side: Side): Promise<Values>;
}
