import type { Row, Run, ScalePoint } from './run.js';

/** The newest values of each row, which may be of several runs. */
export interface Latest {
  rows: { row: Row; run: Run }[];
  scale: { points: ScalePoint[]; run: Run } | undefined;
}

/**
 * What the runs of one engine say last.
 *
 * @param runs oldest first; those with a bootstrap of their own are for comparison, and do not count
 */
export function latestOf(runs: readonly Run[]): Latest {
  const rows = new Map<string, { row: Row; run: Run }>();
  let scale: Latest['scale'];
  for (const run of runs.filter(({ bootstrap }) => bootstrap === undefined)) {
    for (const row of run.rows) rows.set(row.id, { row, run });
    if (run.scale.length > 0) scale = { points: run.scale, run };
  }
  return { rows: [...rows.values()], scale };
}
