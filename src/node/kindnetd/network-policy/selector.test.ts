import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { selects } from './selector.js';

test('an empty selector selects everything', () => equal(selects({}, {}), true));

test('labels and expressions must all hold', () => {
  const selector = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] };
  const all = [{}, { app: 'web' }, { tier: 'x' }, { app: 'web', tier: 'x' }, { app: 'db', tier: 'x' }];
  deepEqual(
    all.map((labels) => selects(selector, labels)),
    [false, false, false, true, false],
  );
});

for (const [operator, expected] of Object.entries({
  In: [false, true, false],
  NotIn: [true, false, true],
  Exists: [false, true, true],
  DoesNotExist: [true, false, false],
  Unheard: [false, false, false],
})) {
  test(`${operator}, without the label, with a listed value, and with another one`, () => {
    const selector = { matchExpressions: [{ key: 'app', operator, values: ['web', 'db'] }] };
    deepEqual(
      [{}, { app: 'web' }, { app: 'x' }].map((labels) => selects(selector, labels)),
      expected,
    );
  });
}

test('names that all JavaScript objects have are labels like others', () => {
  equal(selects({ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, {}), false);
  equal(selects({ matchLabels: { toString: 'x' } }, { toString: 'x' } as never), true);
});
