import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Node } from '../config/v1alpha4.js';
import { validate } from '../config/validate.js';
import type { CreateContext } from './context.js';
import { createPlan } from './create-plan.js';
import type { Plan, Step } from './plan.js';

const GIVE = 'give images to nodes of other images';

function planOf(nodes: Node[]): Plan {
  return createPlan({ cluster: validate({ name: 'c', nodes }), env: {} } as CreateContext, 0);
}

/** All steps that have ended before a step begins. */
function before(plan: Plan, name: string): Set<string> {
  const found = new Set<string>();
  const visit = ({ needs }: Step<unknown>) => {
    for (const need of Object.values(needs)) {
      found.add(need.name);
      visit(need);
    }
  };
  const step = plan.steps.find((step) => step.name === name);
  assert.ok(step, name);
  visit(step);
  return found;
}

test('nodes of one image need no images of each other', () => {
  const plan = planOf([{ role: 'control-plane' }, { role: 'worker' }]);
  assert.equal(
    plan.steps.some(({ name }) => name === GIVE),
    false,
  );
});

test('nodes of other images join when they have been given those that they lack; nothing else waits for that', () => {
  const plan = planOf([
    { role: 'control-plane', image: 'new' },
    { role: 'worker', image: 'new' },
    { role: 'worker', image: 'old' },
    { role: 'control-plane', image: 'old' },
  ]);
  assert.ok(before(plan, 'start to join c-worker2').has(GIVE));
  assert.ok(before(plan, 'start to join c-control-plane2').has(GIVE));
  assert.equal(before(plan, 'start to join c-worker').has(GIVE), false);
  assert.equal(before(plan, 'start the control plane').has(GIVE), false);
  const needed = before(plan, GIVE);
  for (const node of ['c-control-plane', 'c-worker2', 'c-control-plane2']) assert.ok(needed.has(`configure ${node}`));
  assert.equal(needed.has('configure c-worker'), false);
});
