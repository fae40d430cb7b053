import { escaped, htmlPage } from '../html.js';
import { criticalPath } from './critical-path.js';
import type { StepTiming } from './plan.js';
import { inSeconds, shownTimings } from './timings.js';

/** The left column and the bars; the rest follows from the data. */
const STYLE = `
:root { color-scheme: light dark; --bar: #6b8fb3; --critical: #d9662c; --line: #8884; }
body { font: 14px/1.4 system-ui, sans-serif; margin: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 1px .5rem; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.chart { width: 100%; }
.bar { height: 1em; min-width: 2px; border-radius: 2px; background: var(--bar); }
.critical { background: var(--critical); }
.key { display: inline-block; width: 2em; vertical-align: -.15em; }
`;

/**
 * A page that shows when each step of a plan ran and what it waited for; the steps that decided the end stand out.
 *
 * @param title what was done: `kind create cluster --name dev`
 * @returns HTML without any other file
 */
export function timelinePage(timings: readonly StepTiming[], title: string): string {
  const critical = new Set(criticalPath(timings));
  const total = Math.max(0, ...timings.map(({ end }) => end));
  const rows = shownTimings(timings).map((timing) => row(timing, total, critical.has(timing.step)));
  const body = [
    `<p>${inSeconds(total)} s. Each bar is a step; those in <span class="bar critical key"></span> decided when it was done.`,
    'Point at a step to see what it waited for.</p>',
    '<table>',
    '<tr><th>step</th><th class="number">start</th><th class="number">took</th><th class="chart"></th></tr>',
    ...rows,
    '</table>',
  ];
  return htmlPage({ title, style: STYLE, body });
}

function row({ step, needs, start, end }: StepTiming, total: number, critical: boolean): string {
  const waited = needs.length > 0 ? `after: ${needs.join(', ')}` : 'waits for nothing';
  const percent = (ms: number) => ((100 * ms) / total).toFixed(2);
  const place = `margin-left: ${percent(start)}%; width: ${percent(end - start)}%`;
  const bar = `<div class="${critical ? 'bar critical' : 'bar'}" style="${place}"></div>`;
  const numbers = [start, end - start].map((ms) => `<td class="number">${inSeconds(ms)}</td>`).join('');
  return `<tr title="${escaped(waited)}"><td>${escaped(step)}</td>${numbers}<td class="chart">${bar}</td></tr>`;
}
