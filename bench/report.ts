import { writeFile } from 'node:fs/promises';
import { table } from '../src/cli/text/table.js';
import { DEFAULT_NODE_IMAGE } from '../src/config/defaults.js';
import { median } from './median.js';

/** Seconds, one for each pair. */
export interface Timings {
  ours: number[];
  upstream: number[];
}

/** The value of a flag `--name VALUE` of this program. */
export function option(name: string, fallback: string): string {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? fallback : (process.argv[index + 1] ?? fallback);
}

/**
 * Prints medians and ratios as a table, and writes all timings as JSON to the file of `--json`.
 *
 * @param labels what stands before the numbers in each row, by heading
 */
export async function report<Row extends Timings>(
  rows: readonly Row[],
  labels: Readonly<Record<string, (row: Row) => string>>,
): Promise<void> {
  const headings = [...Object.keys(labels), 'ours (median s)', 'upstream (median s)', 'ratio of pairs (median)'];
  const lines = rows.map((row) => {
    const ratios = row.ours.map((seconds, index) => seconds / (row.upstream[index] ?? Number.NaN));
    const numbers = [median(row.ours), median(row.upstream), median(ratios)];
    return [...Object.values(labels).map((label) => label(row)), ...numbers.map((number) => number.toFixed(2))];
  });
  process.stdout.write(`${table([headings, ...lines]).join('\n')}\n`);
  const file = option('json', '');
  if (file) await writeFile(file, `${JSON.stringify({ image: DEFAULT_NODE_IMAGE, rows }, null, 2)}\n`);
}
