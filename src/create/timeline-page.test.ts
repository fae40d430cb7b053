import assert from 'node:assert/strict';
import { test } from 'node:test';
import { criticalPath } from './critical-path.js';
import { timelinePage } from './timeline-page.js';

const timing = (step: string, start: number, end: number, needs: string[] = []) => ({
  step,
  needs,
  start,
  end,
  phase: undefined,
});
const timings = [
  timing('network', 0, 30),
  timing('image', 0, 100),
  timing('run <a>', 100, 500, ['network', 'image']),
  timing('read', 500, 600, ['run <a>']),
  timing('boot', 500, 1000, ['run <a>']),
  timing('nothing', 1000, 1000.2, ['boot']),
];

test('the critical path goes back from the end by what was waited for last', () => {
  assert.deepEqual(criticalPath(timings), ['image', 'run <a>', 'boot', 'nothing']);
  assert.deepEqual(criticalPath([]), []);
});

test('the page has a bar for each step, in its place, and those on the critical path stand out', () => {
  const page = timelinePage(timings, 'a & b');
  assert.match(page, /<h1>a &amp; b<\/h1>/);
  const rows = [...page.matchAll(/<tr title="([^"]*)"><td>([^<]*)<.*?class="(bar[^"]*)" style="([^"]*)"/g)];
  assert.deepEqual(
    rows.map(([, waited, step, kind]) => [step, waited, kind]),
    [
      ['network', 'waits for nothing', 'bar'],
      ['image', 'waits for nothing', 'bar critical'],
      ['run &lt;a&gt;', 'after: network, image', 'bar critical'],
      ['read', 'after: run &lt;a&gt;', 'bar'],
      ['boot', 'after: run &lt;a&gt;', 'bar critical'],
    ],
  );
  assert.equal(rows[4]?.[4], 'margin-left: 49.99%; width: 49.99%');
});
