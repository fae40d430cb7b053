import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleRow, sampleRun } from '../record/testing/sample-run.js';
import { lineChart } from './line-chart.js';
import { resultsPage } from './page.js';

const phase = (id: string, what: string, ours: number, upstream: number) => ({
  id,
  what,
  unit: 's' as const,
  ours: [ours],
  upstream: [upstream],
});

test('the page needs nothing else, and shows text as text', () => {
  const page = resultsPage([sampleRun({ failures: ['<b>: no'] })]);
  assert.doesNotMatch(page, /\b(src|href)=|@import|url\(|<script/);
  assert.match(page, /<td>create &lt;one&gt;<\/td><td>5\.00 s<\/td><td>20\.00 s<\/td><td>0\.20<\/td>/);
  assert.match(page, /not measured: &lt;b&gt;: no/);
});

test('each engine has a section of its own; ratios have bars with a mark at the goal', () => {
  const page = resultsPage([sampleRun(), sampleRun({ engine: 'docker', rows: [sampleRow({ ours: [10, 10, 15] })] })]);
  assert.deepEqual(page.match(/<h2>\w+/g), ['<h2>docker', '<h2>podman']);
  // The longer of bar and goal is as wide as the chart.
  assert.match(page, /width: 100\.00%" title="ratio to upstream: 0\.50"><\/i><b style="left: 50\.00%"/);
  assert.match(page, /width: 80\.00%" title="ratio to upstream: 0\.20"><\/i><b style="left: 100\.00%"/);
});

test('phases of both sides are drawn on one scale', () => {
  const rows = [phase('phase-command', 'command returns', 3, 15), phase('phase-dns', 'DNS answers', 1, 5)];
  const page = resultsPage([sampleRun({ rows })]);
  const widths = [...page.matchAll(/width: ([\d.]+)%" title="(command returns|DNS answers)/g)].map(
    ([, width]) => width,
  );
  assert.deepEqual(widths, ['15.00', '5.00', '75.00', '25.00']);
});

test('time and memory are drawn by number of nodes; history begins with the second run', () => {
  const scale = [1, 6, 11].map((nodes) => ({ nodes, seconds: nodes, megabytes: 100 * nodes }));
  const once = resultsPage([sampleRun({ scale })]);
  assert.deepEqual(once.match(/aria-label="[^"]*"/g), [
    'aria-label="all nodes Ready after, s"',
    'aria-label="memory of all nodes, MB"',
  ]);
  const later = sampleRun({ date: '2026-02-03T00:00:00.000Z', rows: [sampleRow({ ours: [2, 2, 2] })] });
  const twice = resultsPage([sampleRun({ scale }), later]);
  assert.match(twice, /aria-label="create &lt;one&gt;"/);
  assert.match(twice, /<title>2026-02-03: 0\.10 of upstream<\/title>/);
  assert.ok(twice.includes('<td>11</td><td>11.00 s</td><td>1100 MB</td>'), 'the older run’s scale stays');
});

test('what was measured for comparison stands apart, and is no part of the history', () => {
  const other = sampleRun({
    date: '2026-02-03T00:00:00.000Z',
    bootstrap: 'kubeadm',
    rows: [sampleRow({ what: 'slow' })],
  });
  const page = resultsPage([sampleRun(), other]);
  const [usual = '', compared = ''] = page.split('<h3>Ours with --bootstrap kubeadm</h3>');
  assert.deepEqual([usual.includes('<td>slow</td>'), compared.includes('<td>slow</td>')], [false, true]);
  assert.doesNotMatch(page, /History/);
});

test('without results the page says nothing wrong', () => {
  assert.doesNotMatch(resultsPage([]), /NaN|Infinity|undefined/);
});

test('a chart begins at 0, and its points are where their values are', () => {
  const points = [5, 10].map((y, x) => ({ x, y, label: `run ${x}` }));
  const chart = lineChart({ title: 'a & b', points, goal: 10, digits: 0, unit: 's' });
  assert.match(chart, /aria-label="a &amp; b"/);
  const [low, high] = [...chart.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)"/g)].map(([, y]) => Number(y));
  const axis = Number(/class="axis"[^>]* y1="([\d.]+)"/.exec(chart)?.[1]);
  const goal = Number(/class="goal"[^>]* y1="([\d.]+)"/.exec(chart)?.[1]);
  assert.ok(low !== undefined && high !== undefined);
  assert.ok(Math.abs(axis - low - (low - high)) < 0.3, `${axis} ${low} ${high}`);
  assert.equal(goal, high);
});
