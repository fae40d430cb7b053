import { escaped, htmlPage } from '../../src/html.js';
import { cellsOf, HEADINGS, machineText, notesOf } from '../record/cells.js';
import { comparedBootstraps, type Latest, latestOf } from '../record/latest.js';
import type { Row, Run } from '../record/run.js';
import { growth, SCALE_HEADINGS, scaleCells } from '../record/scale-text.js';
import { verdictOf } from '../record/verdict.js';
import { barChart } from './bar-chart.js';
import { htmlTable } from './html-table.js';
import { lineChart } from './line-chart.js';
import { phaseBars } from './phases.js';
import { STYLE } from './style.js';

const TITLE = "kindling beside upstream's kind";
const ABOUT =
  '<p>Medians. Ratios are medians of the ratios of pairs: both kinds in turns, on the same node image, engine and machine.</p>';

/**
 * A page of all results: for each engine the newest values, charts of them, and how they have become what they are.
 *
 * @param runs oldest first
 * @returns HTML without any other file
 */
export function resultsPage(runs: readonly Run[]): string {
  const engines = [...new Set(runs.map(({ engine }) => engine))].sort();
  const sections = engines.flatMap((engine) =>
    engineSection(
      engine,
      runs.filter((run) => run.engine === engine),
    ),
  );
  return htmlPage({ title: TITLE, style: STYLE, body: [ABOUT, ...sections] });
}

function engineSection(engine: string, runs: readonly Run[]): string[] {
  const latest = latestOf(runs);
  const { rows, scale } = latest;
  const sources = [...new Set([...rows.map(({ run }) => run), ...(scale ? [scale.run] : [])])];
  return [
    `<h2>${escaped(engine)}</h2>`,
    ...sources.map((run) => `<p class="source">${escaped(`${run.date}: ${machineText(run)}`)}</p>`),
    htmlTable(
      [...HEADINGS, 'measured'],
      rows.map(({ row, run }) => [...cellsOf(row), run.date.slice(0, 10)]),
    ),
    ...ratioChart(rows.map(({ row }) => row)),
    ...phaseBars(rows.map(({ row }) => row)),
    ...scaleCharts(latest),
    ...historyCharts(
      runs,
      rows.map(({ row }) => row),
    ),
    ...comparedBootstraps(runs).flatMap((bootstrap) => comparison(runs, bootstrap)),
    '<h3>All runs</h3>',
    ...[...runs].reverse().map(runDetails),
  ];
}

/** What our kind takes when it is asked for a bootstrap. */
function comparison(runs: readonly Run[], bootstrap: string): string[] {
  const { rows } = latestOf(runs, bootstrap);
  return [
    `<h3>Ours with --bootstrap ${escaped(bootstrap)}</h3>`,
    htmlTable(
      HEADINGS,
      rows.map(({ row }) => cellsOf(row)),
    ),
  ];
}

function ratioChart(rows: readonly Row[]): string[] {
  const bars = rows.flatMap((row) => {
    const { ratio } = verdictOf(row);
    if (ratio === undefined || !row.goal || !('ratio' in row.goal)) return [];
    return [{ what: row.what, parts: [{ value: ratio, label: 'ratio to upstream' }], goal: row.goal.ratio }];
  });
  if (bars.length === 0) return [];
  return ['<h3>Ratio to upstream, with goals</h3>', barChart(bars, (value) => value.toFixed(2))];
}

function scaleCharts({ scale }: Latest): string[] {
  if (!scale) return [];
  const { points } = scale;
  const chart = (title: string, unit: string, digits: number, of: (point: (typeof points)[number]) => number) =>
    lineChart({
      title,
      unit,
      digits,
      points: points.map((point) => ({
        x: point.nodes,
        y: of(point),
        label: point.nodes === 1 ? '1 node' : `${point.nodes} nodes`,
      })),
    });
  return [
    '<h3>By number of nodes</h3>',
    chart('all nodes Ready after, s', 's', 1, ({ seconds }) => seconds),
    chart('memory of all nodes, MB', 'MB', 0, ({ megabytes }) => megabytes),
    ...growth(points).map((sentence) => `<p>${escaped(sentence)}</p>`),
    htmlTable(SCALE_HEADINGS, points.map(scaleCells)),
  ];
}

/** A chart for each row with a goal that was measured more than once. */
function historyCharts(runs: readonly Run[], rows: readonly Row[]): string[] {
  const charts = rows.flatMap(({ id, what, unit, goal }) => {
    if (!goal) return [];
    const relative = 'ratio' in goal;
    const points = runs
      .filter(({ bootstrap }) => bootstrap === undefined)
      .flatMap((run) => {
        const row = run.rows.find((row) => row.id === id);
        const { ratio, ours } = row ? verdictOf(row) : {};
        const y = relative ? ratio : ours;
        return y === undefined ? [] : [{ x: Date.parse(run.date), y, label: run.date.slice(0, 10) }];
      });
    if (points.length < 2) return [];
    const limit = relative ? goal.ratio : 'most' in goal ? goal.most : undefined;
    const settings = { digits: relative ? 2 : 0, unit: relative ? 'of upstream' : unit };
    return [lineChart({ title: what, points, ...settings, ...(limit === undefined ? {} : { goal: limit }) })];
  });
  return charts.length === 0 ? [] : ['<h3>History</h3>', ...charts];
}

function runDetails(run: Run): string {
  const problems = [...notesOf(run), ...run.failures.map((failure) => `not measured: ${failure}`)];
  return [
    `<details><summary>${escaped(`${run.date}, commit ${run.machine.commit}`)}</summary>`,
    `<p>${escaped(machineText(run))}</p>`,
    htmlTable(HEADINGS, run.rows.map(cellsOf)),
    ...(run.scale.length > 0 ? [htmlTable(SCALE_HEADINGS, run.scale.map(scaleCells))] : []),
    `<ul>${problems.map((problem) => `<li>${escaped(problem)}</li>`).join('')}</ul>`,
    '</details>',
  ].join('\n');
}
