import { median } from '../median.js';
import type { Row } from './run.js';

/** What a row's values say. */
export interface Verdict {
  /** Medians, in the row's unit. */
  ours: number;
  upstream: number | undefined;
  reference: number | undefined;
  /** Median of the pairs' ratios; where upstream was not measured, to what it took elsewhere. */
  ratio: number | undefined;
  /** The goal in words. */
  goal: string;
  /** Undefined: there is no goal. */
  held: boolean | undefined;
}

export function verdictOf(row: Row): Verdict {
  const ours = median(row.ours);
  const upstream = row.upstream && median(row.upstream);
  const reference = row.reference && median(row.reference.values);
  const ratio = ratioOf(row, ours);
  return { ours, upstream, reference, ratio, ...judge(row, ours, ratio, reference) };
}

function ratioOf({ ours, upstream, goal }: Row, median_: number): number | undefined {
  if (upstream) return median(ours.map((value, index) => value / (upstream[index] ?? Number.NaN)));
  return goal && 'ratio' in goal && goal.of !== undefined ? median_ / goal.of : undefined;
}

function judge(
  { goal, unit, upstream }: Row,
  ours: number,
  ratio: number | undefined,
  reference: number | undefined,
): Pick<Verdict, 'goal' | 'held'> {
  if (goal === undefined) return { goal: '', held: undefined };
  if ('most' in goal) return { goal: `≤ ${goal.most} ${unit}`, held: ours <= goal.most };
  if ('overReference' in goal) {
    const held = reference === undefined ? undefined : ours <= reference + goal.overReference;
    return { goal: `≤ ps + ${goal.overReference} ${unit}`, held };
  }
  const of = upstream || goal.of === undefined ? '' : ` of ${goal.of} ${unit}`;
  return { goal: `≤ ${goal.ratio.toFixed(2)}${of}`, held: ratio === undefined ? undefined : ratio <= goal.ratio };
}
