import type { EngineName } from '../../src/engine/engine.js';
import type { Machine } from './machine.js';

/** What ours has to hold: a share of upstream's, or a limit in the row's unit. */
export type Goal =
  /** `of`: what upstream took elsewhere, for machines on which it cannot be measured. */
  | { ratio: number; of?: number }
  | { most: number }
  /** More than the row's reference by no more than this. */
  | { overReference: number };

/** What is measured, before there are values. */
export interface RowHead {
  id: string;
  what: string;
  unit: 's' | 'ms' | 'MB';
  goal?: Goal;
  /** What a reader of the values has to know. */
  note?: string;
}

/** Values by the order in which they were measured; those of one index are of one pair. */
export interface Row extends RowHead {
  ours: number[];
  /** Missing where upstream's kind was not measured. */
  upstream?: number[];
  /** Something else that ours is compared with. */
  reference?: { what: string; values: number[] };
}

/** A cluster of one control plane and workers. */
export interface ScalePoint {
  nodes: number;
  /** Until all of them were Ready. */
  seconds: number;
  /** All of their memory. */
  megabytes: number;
}

/** One run of the benchmark on one engine. */
export interface Run {
  /** When it began: ISO 8601, UTC. */
  date: string;
  engine: EngineName;
  machine: Machine;
  /** As the command line had it. */
  settle: number;
  /** The largest share of processor time (0 to 1) that others had right before a cluster was created. */
  busy: number;
  bootstrap?: string;
  rows: Row[];
  scale: ScalePoint[];
  /** What could not be measured, and why. */
  failures: string[];
}
