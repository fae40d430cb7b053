import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Progress, silent } from '../progress.js';
import { PhaseReporter } from './phase-reporter.js';
import { Plan } from './plan.js';

function recorder(): { lines: string[]; progress: Progress } {
  const lines: string[] = [];
  const progress = {
    ...silent,
    start: (phase: string) => lines.push(`start ${phase}`),
    end: (ok: boolean) => lines.push(`end ${ok}`),
  };
  return { lines, progress };
}

test('phases are shown one after another though their steps overlap', () => {
  const plan = new Plan();
  const a = plan.step('a', { phase: 'A' }, () => 1);
  const b1 = plan.step('b1', { phase: 'B' }, () => 1);
  const b2 = plan.step('b2', { phase: 'B' }, () => 1);
  const { lines, progress } = recorder();
  const reporter = new PhaseReporter(['A', 'absent', 'B'], plan.steps, progress);
  reporter.begin();
  reporter.stepEnded(b1, undefined);
  assert.deepEqual(lines, ['start A']);
  reporter.stepEnded(a, undefined);
  assert.deepEqual(lines, ['start A', 'end true', 'start B']);
  reporter.stepEnded(b2, undefined);
  assert.deepEqual(lines, ['start A', 'end true', 'start B', 'end true']);
});

test('after a failure nothing more is shown, whatever still succeeds', () => {
  const plan = new Plan();
  const a = plan.step('a', { phase: 'A' }, () => 1);
  const b = plan.step('b', { phase: 'B' }, () => 1);
  const { lines, progress } = recorder();
  const reporter = new PhaseReporter(['A', 'B'], plan.steps, progress);
  reporter.begin();
  reporter.stepEnded(b, new Error('x'));
  reporter.stepEnded(a, undefined);
  assert.deepEqual(lines, ['start A', 'end false']);
});

test('a failed step ends the phase shown as failed', () => {
  const plan = new Plan();
  const a = plan.step('a', { phase: 'A' }, () => 1);
  const { lines, progress } = recorder();
  const reporter = new PhaseReporter(['A'], plan.steps, progress);
  reporter.begin();
  reporter.stepEnded(a, new Error('x'));
  assert.deepEqual(lines, ['start A', 'end false']);
});
