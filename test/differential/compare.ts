import assert from 'node:assert/strict';
import { differences } from './differences.js';
import type { Invocation, Outcome } from './invocation.js';
import { normalised } from './normalise.js';
import { eachSide, type Sides } from './sides.js';

/**
 * Both programs did the same, but for what they are said to differ in. A difference that is not there (any more) is a
 * failure as well.
 */
export function assertAlike(
  outcomes: Sides<Outcome>,
  { args, differs = [] }: Pick<Invocation, 'args' | 'differs'>,
): void {
  let left = eachSide(outcomes, (outcome) => normalised(outcome, args));
  for (const name of differs) {
    assert.notDeepEqual(left.ours, left.theirs, `the programs do not differ in "${name}"`);
    left = differences[name].reconcile(left);
  }
  assert.deepEqual(left.ours, left.theirs);
}
