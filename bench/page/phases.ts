import { escaped } from '../../src/html.js';
import { isPhase, PHASES } from '../measure/phases.js';
import { median } from '../median.js';
import type { Row } from '../record/run.js';
import { type Bar, barChart } from './bar-chart.js';

/** The time to an application's answer in its phases, of both sides. */
export function phaseBars(rows: readonly Row[]): string[] {
  const phases = rows.flatMap((row) => (isPhase(row.id) ? [{ ...row, what: PHASES[row.id] }] : []));
  if (phases.length === 0) return [];
  const bar = (side: 'ours' | 'upstream'): Bar => ({
    what: side,
    parts: phases.map((row) => ({ value: median(row[side] ?? []), label: row.what })),
  });
  const bars = [bar('ours'), ...(phases.every(({ upstream }) => upstream) ? [bar('upstream')] : [])];
  const key = phases.map(({ what }, index) => `<i class="key part${index}"></i> ${escaped(what)}`);
  return [
    '<h3>To an application that answers, in its phases</h3>',
    `<p>${key.join(' ')}</p>`,
    barChart(bars, (value) => `${value.toFixed(2)} s`),
  ];
}
