import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ProgressEvent, progressEvents } from './progress-events.js';

test('progress as events: every phase that starts ends once', () => {
  const events: ProgressEvent[] = [];
  const progress = progressEvents((event) => events.push(event));
  progress.end(false);
  progress.start('a');
  progress.log('x');
  progress.start('b');
  progress.log('y', 2);
  progress.warn('w');
  progress.error('e');
  progress.end(false);
  progress.end(true);
  assert.deepEqual(events, [
    { type: 'phase-start', phase: 'a' },
    { type: 'log', level: 0, message: 'x' },
    { type: 'phase-end', phase: 'a', success: true },
    { type: 'phase-start', phase: 'b' },
    { type: 'log', level: 2, message: 'y' },
    { type: 'warning', message: 'w' },
    { type: 'error', message: 'e' },
    { type: 'phase-end', phase: 'b', success: false },
  ]);
});
