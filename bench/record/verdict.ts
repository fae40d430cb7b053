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
  const ratio = ratioOf(row);
  return { ours, upstream, reference, ratio, ...judge(row, ours, ratio) };
}

function ratioOf({ ours, upstream, goal }: Row): number | undefined {
  if (upstream) return median(ours.map((value, index) => value / (upstream[index] ?? Number.NaN)));
  return goal && 'ratio' in goal && goal.of !== undefined ? median(ours) / goal.of : undefined;
}

function judge(row: Row, ours: number, ratio: number | undefined): Pick<Verdict, 'goal' | 'held'> {
  const { goal, unit, upstream, reference } = row;
  if (goal === undefined) return { goal: '', held: undefined };
  if ('most' in goal) return { goal: `≤ ${goal.most} ${unit}`, held: ours <= goal.most };
  if ('overReference' in goal) {
    const held = reference && ours <= median(reference.values) + goal.overReference;
    return { goal: `≤ ${reference?.what ?? '?'} + ${goal.overReference} ${unit}`, held };
  }
  const of = upstream || goal.of === undefined ? '' : ` of ${goal.of} ${unit}`;
  return { goal: `≤ ${goal.ratio.toFixed(2)}${of}`, held: ratio === undefined ? undefined : ratio <= goal.ratio };
}
