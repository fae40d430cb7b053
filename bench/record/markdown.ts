import { cellsOf, HEADINGS, machineText } from './cells.js';
import { comparedBootstraps, type Latest, latestOf } from './latest.js';
import type { Run, ScalePoint } from './run.js';
import { growth, SCALE_HEADINGS, scaleCells } from './scale-text.js';

const BEGIN = '<!-- results: written by `node dist/bench/publish.js` -->';
const END = '<!-- end of results -->';

/**
 * The newest results of each engine as Markdown.
 *
 * @param runs oldest first
 */
export function resultsMarkdown(runs: readonly Run[]): string {
  const engines = [...new Set(runs.map(({ engine }) => engine))].sort();
  if (engines.length === 0) return 'Nothing has been measured yet.\n';
  return engines
    .map((engine) =>
      engineMarkdown(
        engine,
        runs.filter((run) => run.engine === engine),
      ),
    )
    .join('\n');
}

/**
 * A document with results in place of those that it has.
 *
 * @throws when it has no place for them
 */
export function withResults(document: string, results: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the document has no lines "${BEGIN}" and "${END}"`);
  return `${document.slice(0, begin)}${BEGIN}\n\n${results}\n${document.slice(end)}`;
}

function engineMarkdown(engine: string, runs: readonly Run[]): string {
  const comparisons = comparedBootstraps(runs).flatMap((bootstrap) => [
    `#### ${engine}, ours with \`--bootstrap ${bootstrap}\``,
    '',
    ...latestMarkdown(latestOf(runs, bootstrap)),
  ]);
  return [`### ${engine}`, '', ...latestMarkdown(latestOf(runs)), ...comparisons].join('\n');
}

function latestMarkdown({ rows, scale }: Latest): string[] {
  const sources = [...new Set([...rows.map(({ run }) => run), ...(scale ? [scale.run] : [])])];
  const notes = rows.flatMap(({ row: { what, note } }) => (note === undefined ? [] : [`- ${what}: ${note}.`]));
  return [
    ...sources.flatMap((run) => [`${run.date.slice(0, 10)}: ${machineText(run)}.`, '']),
    ...markdownTable(
      HEADINGS,
      rows.map(({ row }) => cellsOf(row)),
    ),
    '',
    ...(notes.length > 0 ? [...notes, ''] : []),
    ...(scale ? scaleMarkdown(scale.points) : []),
  ];
}

function scaleMarkdown(points: readonly ScalePoint[]): string[] {
  const sentences = growth(points).map((sentence) => `- ${sentence}`);
  return [...markdownTable(SCALE_HEADINGS, points.map(scaleCells)), '', ...sentences, ''];
}

function markdownTable(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)];
}
