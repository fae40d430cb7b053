import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateDir } from './state-dir.js';

test('state lies under XDG_STATE_HOME when that is an absolute path', () => {
  assert.equal(stateDir({ XDG_STATE_HOME: '/s', HOME: '/h' }), '/s/kindling');
  assert.equal(stateDir({ XDG_STATE_HOME: 'relative', HOME: '/h' }), '/h/.local/state/kindling');
});

test('without a home there is a clear error', () => {
  assert.throws(() => stateDir({}), { code: 'PREFLIGHT' });
});
