import assert from 'node:assert/strict';
import { type DifferenceName, differences } from './differences.js';
import type { Outcome } from './invocation.js';
import { normalised } from './normalise.js';
import { eachSide, type Sides } from './sides.js';

/**
 * Both programs did the same, but for what they are said to differ in. A difference that is not there (any more) is a
 * failure as well.
 */
export function assertAlike(
  outcomes: Sides<Outcome>,
  args: readonly string[],
  differs: readonly DifferenceName[] = [],
): void {
  let left = eachSide(outcomes, (outcome) => normalised(outcome, args));
  for (const name of differs) {
    const before = left;
    left = differences[name].reconcile(left);
    assert.notDeepEqual(left, before, `the programs do not differ in "${name}"`);
  }
  if (differs.length > 0) assert.notDeepEqual(outcomes.ours, outcomes.theirs, 'the programs do not differ');
  assert.deepEqual(left.ours, left.theirs);
}
