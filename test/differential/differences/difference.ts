import type { Outcome } from '../invocation.js';
import { eachSide, type Side, type Sides } from '../sides.js';

/** Something in which the programs differ on purpose. */
export interface Difference {
  reason: string;
  /** What docs/differences.md says about it: words that stand there. Nothing where two runs of one program differ. */
  documented?: string;
  /** Takes the difference away where it is, and nothing else. */
  reconcile: (outcomes: Sides<Outcome>) => Sides<Outcome>;
}

/** A change of both standard errors. */
export function onStderr(change: (stderr: string, side: Side) => string): Difference['reconcile'] {
  return (outcomes) => eachSide(outcomes, (outcome, side) => ({ ...outcome, stderr: change(outcome.stderr, side) }));
}

/** Other changes of their standard error than of ours. */
export function onEachStderr(changes: Sides<(stderr: string) => string>): Difference['reconcile'] {
  return onStderr((stderr, side) => changes[side](stderr));
}

/** The same keys with changed values. */
export function mapValues(
  record: Readonly<Record<string, string>>,
  change: (value: string, key: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

/** For the side whose text stays as it is. */
export const unchanged = (stderr: string) => stderr;
