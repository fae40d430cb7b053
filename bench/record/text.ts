import { table } from '../../src/cli/text/table.js';
import { cellsOf, HEADINGS, machineText, notesOf } from './cells.js';
import type { Run } from './run.js';
import { growth, SCALE_HEADINGS, scaleCells } from './scale-text.js';

/** A run as text for a terminal. */
export function runText(run: Run): string {
  const { rows, scale, failures } = run;
  const lines = [`${run.date} ${run.engine}: ${machineText(run)}`];
  if (rows.length > 0) lines.push('', ...table([[...HEADINGS], ...rows.map(cellsOf)]));
  if (scale.length > 0) lines.push('', ...table([[...SCALE_HEADINGS], ...scale.map(scaleCells)]), ...growth(scale));
  const notes = notesOf(run);
  if (notes.length > 0) lines.push('', ...notes.map((note) => `- ${note}`));
  if (failures.length > 0) lines.push('', ...failures.map((failure) => `NOT MEASURED ${failure}`));
  return `${lines.join('\n')}\n`;
}
