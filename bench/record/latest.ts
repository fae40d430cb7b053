import type { Row, Run, ScalePoint } from './run.js';

/** The newest values of each row, which may be of several runs. */
export interface Latest {
  rows: { row: Row; run: Run }[];
  scale: { points: ScalePoint[]; run: Run } | undefined;
}

/**
 * What the runs of one engine say last.
 *
 * @param runs oldest first
 * @param bootstrap that ours was asked for; undefined: the runs that are not for comparison
 */
export function latestOf(runs: readonly Run[], bootstrap?: string): Latest {
  const rows = new Map<string, { row: Row; run: Run }>();
  let scale: Latest['scale'];
  for (const run of runs.filter((run) => run.bootstrap === bootstrap)) {
    for (const row of run.rows) rows.set(row.id, { row, run });
    if (run.scale.length > 0) scale = { points: run.scale, run };
  }
  return { rows: [...rows.values()], scale };
}

/** The bootstraps that runs for comparison asked for, in alphabetical order. */
export function comparedBootstraps(runs: readonly Run[]): string[] {
  return [...new Set(runs.flatMap(({ bootstrap }) => bootstrap ?? []))].sort();
}
